#!/bin/sh
# Installs the Debian packages that Filmgate needs and that are not there yet. `install-tools.sh bench` adds what only
# the benchmark uses. Elsewhere than on Debian it names them.
set -eu

packages="ffmpeg libvips-tools espeak-ng fonts-wqy-microhei fonts-dejavu-core libfreetype-dev libsqlite3-dev pkg-config python3 python3-venv curl"
[ "${1:-}" = bench ] && packages="$packages nginx-light wrk"

if ! command -v dpkg-query >/dev/null 2>&1; then
    for program in ffmpeg ffprobe vipsthumbnail pkg-config python3; do
        command -v "$program" >/dev/null 2>&1 || { echo "please install: $packages" >&2; exit 1; }
    done
    exit 0
fi

missing=""
for package in $packages; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "installing:$missing"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -q
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $missing
fi

# The service that the benchmark is measured beside.
if [ "${1:-}" = bench ] && [ ! -x .tools/bench/bin/uvicorn ]; then
    echo "installing: fastapi and uvicorn into .tools/bench"
    python3 -m venv .tools/bench
    .tools/bench/bin/pip install -q "fastapi~=0.115" "uvicorn[standard]~=0.34"
fi

# The gateway that is measured beside Filmgate; apart, since it wants versions of its own.
if [ "${1:-}" = bench ] && [ ! -x .tools/litellm/bin/litellm ]; then
    echo "installing: litellm into .tools/litellm"
    python3 -m venv .tools/litellm
    .tools/litellm/bin/pip install -q --disable-pip-version-check "litellm[proxy]==1.105.0"
fi
