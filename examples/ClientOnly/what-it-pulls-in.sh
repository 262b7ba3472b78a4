#!/bin/sh
# Says what an app that uses FilmgateClient alone downloads, compiles and links. Run from anywhere.
set -eu
cd "$(dirname "$0")"
scratch=${SCRATCH:-.build}
swift build --scratch-path "$scratch" --build-tests >/dev/null

echo "Packages that SwiftPM resolves and downloads, since they stand in Filmgate's manifest:"
swift package --scratch-path "$scratch" show-dependencies --format flatlist | sort -u | sed 's/^/  /'

echo "Modules that are compiled:"
find "$scratch/debug/Modules" -maxdepth 1 -name '*.swiftmodule' | sed 's|.*/||; s|\.swiftmodule$||' |
    grep -v Tests | sort | sed 's/^/  /'

echo "Of NIO, Hummingbird, SQLite and FreeType the program holds:"
program=$(find "$scratch/debug/" -maxdepth 1 -name '*.xctest' | head -n 1)
for name in NIOCore Hummingbird sqlite3_open FT_Init; do
    echo "  $name: $(nm -C "$program" 2>/dev/null | grep -c "$name" || true) symbols"
done
