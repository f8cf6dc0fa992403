#!/bin/sh
# Installs the packages in .build/packages as their users do, and runs them: the wheel in a new environment, in a folder of its own
# and from a zip; the tarball and the Debian package unpacked. Nothing is installed on this system, and nothing is downloaded.
set -eu
cd "$(dirname "$0")/../.."

packages=$PWD/.build/packages
products=$PWD/Examples/products.csv
wheel=$(echo "$packages"/invdb-*.whl)
tarball=$(echo "$packages"/invdb-*.tar.gz)
deb=$(echo "$packages"/invdb_*.deb)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# works WHAT COMMAND…: the command imports and forecasts the sample, and says 64 of wrong usage.
works() {
    what=$1
    shift
    rm -f invdb.db
    "$@" import "$products" >/dev/null
    "$@" forecast --store all >/dev/null
    last=$("$@" export forecast --product 3 | tail -n 1)
    [ "$last" = "main,3,2023-02-01,10,20,18" ] || fail "$what: another forecast: $last"
    status=0
    "$@" no-command >/dev/null 2>&1 || status=$?
    [ "$status" -eq 64 ] || fail "$what: wrong usage gave $status"
    echo "$what: works"
}
fail() {
    echo "$1" >&2
    exit 1
}

(cd "$packages" && sha256sum --check --quiet SHA256SUMS)
[ "$(wc -c <"$wheel")" -le 30000000 ] || fail "The wheel has more than 30 MB."
newest=$(basename "$wheel" | sed -n 's/.*manylinux_2_\([0-9]*\)_.*/\1/p')
[ "$newest" -le 28 ] || fail "The binary needs glibc 2.$newest; see Scripts/glibc/link-older.sh."

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check --no-index "$wheel"
works "the wheel, in an environment" environment/bin/invdb
works "python -m invdb" environment/bin/python -m invdb
environment/bin/pip uninstall --quiet --yes invdb
environment/bin/pip install --quiet --disable-pip-version-check --no-index --target folder "$wheel"
works "the wheel, in a folder (pip install --target)" env PYTHONPATH=folder environment/bin/python -m invdb
cp "$wheel" invdb.zip
works "the wheel, as a zip in the path" env PYTHONPATH=invdb.zip TMPDIR="$work" environment/bin/python -m invdb
environment/bin/python -m zipapp folder --main invdb.__main__:main --output invdb.pyz
works "a zipapp" env TMPDIR="$work" environment/bin/python invdb.pyz

mkdir tarball deb
tar -xzf "$tarball" --strip-components=1 -C tarball
works "the tarball" tarball/bin/invdb
dpkg-deb --extract "$deb" deb
works "the Debian package, unpacked" deb/usr/bin/invdb

bash -n tarball/share/bash-completion/completions/invdb
for each in tarball/share/man/man1/*.1; do
    if command -v man >/dev/null 2>&1; then
        LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=100 man --warnings --encoding=UTF-8 --local-file "$each" 2>&1 >/dev/null | grep . && fail "$each is no good man page."
    fi
done
for name in GRDB swift-argument-parser swift-nio swift-atomics swift-collections swift-system Swift ICU SQLite zlib GCC; do
    [ -s "tarball/share/doc/invdb/licences/$name.txt" ] || fail "The licence of $name is missing."
done
