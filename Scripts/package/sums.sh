#!/bin/sh
# Says what was made and how large it is, and writes the checksums of all packages again.
set -eu
cd "$(dirname "$0")/../../.build/packages"

for each in *.whl *.deb *.tar.gz; do
    if [ -e "$each" ]; then sha256sum "$each"; fi
done >SHA256SUMS
awk -v name="$1" -v bytes="$(wc -c <"$1")" 'BEGIN { printf ".build/packages/%s has %.1f MB\n", name, bytes / 1e6 }'
