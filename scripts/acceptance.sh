#!/bin/sh
# Runs the acceptance tests against a built binary: FILMGATE_BINARY, else the release build, else the debug build.
# Arguments go to pytest: scripts/acceptance.sh Tests/acceptance/test_seeds.py -k xcompute
set -eu
cd "$(dirname "$0")/.."

venv=.tools/venv
requirements=Tests/acceptance/requirements.txt

for tool in ffmpeg ffprobe python3; do
    command -v "$tool" >/dev/null || { echo "acceptance: $tool is missing" >&2; exit 69; }
done

# Installed once for each version of the requirements.
if ! cmp -s "$requirements" "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$venv/installed.txt"
fi

if [ $# -eq 0 ]; then set -- Tests/acceptance; fi
exec "$venv/bin/python" -m pytest -p no:cacheprovider --durations=5 "$@"
