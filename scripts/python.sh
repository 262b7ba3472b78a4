#!/bin/sh
# Python with the packages that the trials and acceptance tests need, installed once for each version of the requirements.
# Arguments go to it: scripts/python.sh scripts/chaos.py --tasks 200
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
venv=$root/.tools/venv
requirements=$root/Tests/acceptance/requirements.txt

for tool in ffmpeg ffprobe python3; do
    command -v "$tool" >/dev/null || { echo "$tool is missing; scripts/install-tools.sh installs it" >&2; exit 69; }
done
if ! cmp -s "$requirements" "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$venv/installed.txt"
fi
exec "$venv/bin/python" "$@"
