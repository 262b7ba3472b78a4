#!/bin/sh
# Fuzzes every reader of bytes from outside for FUZZ_SECONDS each (600), one on each core. FUZZ_TARGETS chooses some. What is
# found new stays in Fuzz/.build/corpus; an input that crashes stays in Fuzz/Crashes, and the run ends with an error.
set -eu
cd "$(dirname "$0")/../Fuzz"
export FUZZ_SECONDS="${FUZZ_SECONDS:-600}"
swift build -c release
mkdir -p Crashes .build/corpus
targets=${FUZZ_TARGETS:-$(.build/release/fuzz 2>/dev/null)}
[ -n "$targets" ] || { echo "no targets" >&2; exit 1; }
one='
    seeds=Corpus/$1
    [ -d "$seeds" ] || seeds=Corpus/${1%%-*}
    mkdir -p ".build/corpus/$1"
    if FUZZ_TARGET=$1 .build/release/fuzz -max_total_time="$FUZZ_SECONDS" -max_len=8192 -timeout=10 -rss_limit_mb=1024 \
        -artifact_prefix="Crashes/$1-" -print_final_stats=1 ".build/corpus/$1" "$seeds" >".build/$1.log" 2>&1
    then echo "$1: $(grep -E "number_of_executed_units" ".build/$1.log" | grep -oE "[0-9]+$") inputs, no crash"
    else echo "$1: crashed; the input is in Fuzz/Crashes"; tail -20 ".build/$1.log"; exit 255
    fi'
printf '%s\n' $targets | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I '{}' sh -c "$one" fuzz '{}'
