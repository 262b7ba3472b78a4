#!/bin/sh
# The tests under ThreadSanitizer and then under AddressSanitizer, each in a build directory of its own. What either reports
# ends the run with an error. SANITIZERS chooses one of them, FILTER some of the tests.
#
# One test runs at a time: all at once, on a pool of as many threads as there are cores and ten times as slow as usual, each
# waits for minutes while its time limit runs. Within a test everything is as concurrent as ever.
#
# Left out are tests that draw pixels on one thread for long, and the one that counts each write to the disk; leaks are not
# looked for, because what Swift's runtime keeps for good looks like one.
set -eu
cd "$(dirname "$0")/.."
flags="--explicit-target-dependency-import-check error"
for sanitizer in ${SANITIZERS:-thread address}; do
    place=.build-$sanitizer
    echo "== $sanitizer"
    swift build --build-tests $flags --sanitize "$sanitizer" --scratch-path "$place"
    preload=
    if [ "$sanitizer" = thread ] && [ "$(uname)" = Linux ]; then
        preload=$PWD/$place/mutex.so
        clang -O2 -shared -fPIC -o "$preload" Tests/Sanitizers/mutex.c -ldl
    fi
    ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=suppressions=$PWD/Tests/Sanitizers/thread.txt LD_PRELOAD=$preload \
        swift test --skip-build --disable-xctest $flags \
        --sanitize "$sanitizer" --scratch-path "$place" --no-parallel --skip "SceneTests|SoundTests|PowerCutTests" \
        ${FILTER:+--filter "$FILTER"}
done
