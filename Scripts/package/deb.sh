#!/bin/sh
# Makes .build/packages/invdb_VERSION_ARCHITECTURE.deb of what stage.sh has put together.
set -eu
cd "$(dirname "$0")/../.."

folder=.build/packages
tree=$folder/tree
version=$("$tree/bin/invdb" --version)
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root/DEBIAN" "$root/usr"
cp -R "$tree/." "$root/usr/"
# What is elsewhere in Debian.
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
gzip -9n "$root"/usr/share/man/man1/*.1
doc=$root/usr/share/doc/invdb
mv "$doc/CHANGELOG.md" "$doc/changelog"
gzip -9n "$doc/changelog"
{
    cat "$doc/LICENSE"
    echo
    echo "The licences of what is linked into the program are in /usr/share/doc/invdb/licences."
} >"$doc/copyright"
rm "$doc/LICENSE"

cat >"$root/DEBIAN/control" <<END
Package: invdb
Version: $version
Architecture: $architecture
Maintainer: The invdb authors <invdb@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: libc6 (>= $(Scripts/glibc/needed.sh "$tree/bin/invdb"))
Suggests: sqlite3
Section: database
Priority: optional
Description: inventory forecasting store in one SQLite file
 Reads stock positions, open purchase orders, calendars and sales from CSV
 files and workbooks, forecasts the stock of every product in every store in
 parallel, and plans what to order when. sqlite3 answers what runs out when.
END
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs -d '\n' md5sum >DEBIAN/md5sums)
chmod -R u=rwX,go=rX "$root"

rm -f "$folder"/*.deb
name=invdb_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$folder/$name" >/dev/null
Scripts/package/sums.sh "$name"
