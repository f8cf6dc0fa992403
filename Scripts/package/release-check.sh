#!/bin/sh
# Compares the version of the program (Sources/invdb/Version.swift) with that of everything that has one. A commit with a tag also
# needs a section of that version in CHANGELOG.md. The packages have to be there: make packages.
set -eu
cd "$(dirname "$0")/../.."

version=$(sed -n 's/.*current = "\(.*\)".*/\1/p' Sources/invdb/Version.swift)
folder=.build/packages
failed=0

# same WHAT FOUND
same() {
    if [ "$2" = "$version" ]; then
        printf '%-36s %s\n' "$1" "$2"
    else
        printf '%-36s %s, not %s\n' "$1" "${2:-nothing}" "$version"
        failed=1
    fi
}

printf '%-36s %s\n' Sources/invdb/Version.swift "$version"
same python/invdb/_version.py "$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' python/invdb/_version.py)"
same '.build/release/invdb --version' "$(.build/release/invdb --version)"
same 'the wheel: its name' "$(basename "$folder"/invdb-*.whl | cut -d- -f2)"
same 'the wheel: its metadata' "$(python3 -c 'import sys, zipfile
files = zipfile.ZipFile(sys.argv[1])
name = next(each for each in files.namelist() if each.endswith(".dist-info/METADATA"))
print(next(each[9:] for each in files.read(name).decode().splitlines() if each.startswith("Version: ")))' "$folder"/invdb-*.whl)"
same 'the Debian package: its name' "$(basename "$folder"/invdb_*.deb | cut -d_ -f2)"
same 'the Debian package: its control file' "$(dpkg-deb --field "$folder"/invdb_*.deb Version)"
same 'the tarball: its name' "$(basename "$folder"/invdb-*-linux-*.tar.gz | cut -d- -f2)"
same 'the man page' "$(sed -n '1s/.*"invdb \([^"]*\)".*/\1/p' "$folder/tree/share/man/man1/invdb.1")"

if ! (cd "$folder" && sha256sum --check --status SHA256SUMS); then
    echo "$folder/SHA256SUMS is not that of the packages" >&2
    failed=1
fi

heading=$(sed -n 's/^## //p' CHANGELOG.md | head -n 1 | sed 's/^\[\{0,1\}\([^] ]*\).*/\1/')
tag=$(git describe --tags --exact-match --match 'v*' 2>/dev/null || true)
if [ -n "$tag" ]; then
    same 'the tag' "${tag#v}"
    same 'CHANGELOG.md' "$heading"
    if [ -n "$(git status --porcelain)" ]; then
        echo "There are changes that the tag doesn't have." >&2
        failed=1
    fi
elif [ "$heading" = Unreleased ]; then
    echo "There is no tag, and the changes in CHANGELOG.md are unreleased: no release yet."
else
    same 'CHANGELOG.md' "$heading"
    echo "There is no tag yet: git tag v$version"
fi
exit $failed
