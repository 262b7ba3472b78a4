#!/bin/sh
# Runs the acceptance tests against a built binary: FILMGATE_BINARY, else the release build, else the debug build.
# Arguments go to pytest: scripts/acceptance.sh Tests/acceptance/test_seeds.py -k xcompute
set -eu
cd "$(dirname "$0")/.."
if [ $# -eq 0 ]; then set -- Tests/acceptance; fi
exec scripts/python.sh -m pytest -p no:cacheprovider --durations=5 "$@"
