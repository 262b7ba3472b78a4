#!/bin/sh
# The tests under ThreadSanitizer and then under AddressSanitizer, each in a build directory of its own. What either reports
# ends the run with an error. SANITIZERS chooses one of them, FILTER some of the tests.
set -eu
cd "$(dirname "$0")/.."
flags="--explicit-target-dependency-import-check error"
mutex=$PWD/.build-thread/mutex.so
for sanitizer in ${SANITIZERS:-thread address}; do
    place=.build-$sanitizer
    echo "== $sanitizer"
    swift build --build-tests $flags --sanitize "$sanitizer" --scratch-path "$place"
    preload=
    if [ "$sanitizer" = thread ] && [ "$(uname)" = Linux ]; then
        clang -O2 -shared -fPIC -o "$mutex" Tests/Sanitizers/mutex.c -ldl
        preload=$mutex
    fi
    LD_PRELOAD=$preload swift test --skip-build --disable-xctest $flags --sanitize "$sanitizer" --scratch-path "$place" \
        ${FILTER:+--filter "$FILTER"}
done
