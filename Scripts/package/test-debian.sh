#!/bin/sh
# Installs the Debian package and unpacks the tarball in a bare Debian that has no Swift, and runs them: test-debian.sh SUITE…
# (bookworm is Debian 12 with glibc 2.36, bullseye is 11 with 2.31). The bare Debians are kept in .build/roots. They come from MIRROR.
set -eu
cd "$(dirname "$0")/../.."

if [ "$(id -u)" -ne 0 ]; then
    echo "Only root can make a bare Debian (debootstrap), so this is skipped." >&2
    exit 0
fi
packages=$PWD/.build/packages
products=$PWD/Examples/products.csv
copy=""
trap 'rm -rf "$copy"' EXIT

for suite in "$@"; do
    root=$PWD/.build/roots/$suite
    if ! [ -d "$root" ]; then
        mkdir -p .build/roots
        rm -rf "$root.partial"
        if ! debootstrap --variant=minbase "$suite" "$root.partial" "${MIRROR:-http://deb.debian.org/debian}" >"$root.log" 2>&1; then
            tail -n 5 "$root.log" >&2
            exit 1
        fi
        mv "$root.partial" "$root"
    fi
    rm -rf "$copy"
    copy=$(mktemp -d)
    cp -a "$root/." "$copy"
    mkdir "$copy/try"
    cp "$packages"/*.deb "$packages"/*.tar.gz "$products" "$copy/try/"
    cat >"$copy/try/run.sh" <<'END'
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive
trap '[ $? -eq 0 ] || { cat /try/log; echo "$step failed"; }' EXIT
exec 3>&1 >/try/log 2>&1
step="having no Swift"
if command -v swift; then exit 1; fi
cd /try
runs() {
    step="running $1"
    rm -f invdb.db
    "$1" import products.csv
    "$1" forecast --store all
    [ "$("$1" export forecast --product 3 | tail -n 1)" = "main,3,2023-02-01,10,20,18" ]
    "$1" check
}
step="dpkg --install"
dpkg --install invdb_*.deb
runs /usr/bin/invdb
[ "$(dpkg-query --show --showformat '${Version}' invdb)" = "$(invdb --version)" ]
step="dpkg --remove"
dpkg --remove invdb
if [ -e /usr/bin/invdb ]; then exit 1; fi
step="unpacking the tarball"
tar -xzf invdb-*.tar.gz --strip-components=1 -C /usr/local
runs /usr/local/bin/invdb
echo "$(. /etc/os-release && echo "$PRETTY_NAME"), $(ldd --version | sed -n '1s/.* /glibc /p'): the Debian package and the tarball work" >&3
END
    # The program reads its arguments from /proc. It is mounted in a namespace of its own, and so goes with the process.
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec chroot "$1" /bin/sh /try/run.sh' - "$copy"
done
