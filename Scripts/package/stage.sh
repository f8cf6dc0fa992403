#!/bin/sh
# Puts together what every package has, in .build/packages/tree, as it lies below /usr: the stripped binary, completions, man pages,
# and the licences of what is linked into the binary. It takes .build/release/invdb as it is.
set -eu
cd "$(dirname "$0")/../.."

tree=.build/packages/tree
program=.build/release/invdb
rm -rf "$tree"
mkdir -p "$tree/bin" "$tree/share/doc/invdb/licences"
strip -o "$tree/bin/invdb" "$program"
chmod 755 "$tree/bin/invdb"

# Completions, in the folders in which the shells look for them.
completion() {
    mkdir -p "$tree/share/$(dirname "$2")"
    "$tree/bin/invdb" --generate-completion-script "$1" >"$tree/share/$2"
}
completion bash bash-completion/completions/invdb
completion zsh zsh/site-functions/_invdb
completion fish fish/vendor_completions.d/invdb.fish

python3 Scripts/package/man.py "$tree/bin/invdb" "$tree/share/man/man1" "$(git log -1 --format=%cs)"

# licence NAME FILE...: the first of the files that exists.
licences="$tree/share/doc/invdb/licences"
licence() {
    name=$1
    shift
    for file in "$@"; do
        if [ -e "$file" ]; then
            cp "$file" "$licences/$name.txt"
            return
        fi
    done
    echo "There is no licence of $name, which is part of the binary. It was looked for in: $*" >&2
    exit 1
}
checkouts=.build/checkouts
doc=/usr/share/doc
cp LICENSE CHANGELOG.md "$tree/share/doc/invdb/"
licence GRDB $checkouts/GRDB.swift/LICENSE
licence swift-argument-parser $checkouts/swift-argument-parser/LICENSE.txt
# The server of pages, and what it is built on. NIO says in its notice which code of others it has.
for name in swift-nio swift-atomics swift-collections swift-system; do licence $name $checkouts/$name/LICENSE.txt; done
cat $checkouts/swift-nio/NOTICE.txt >>"$licences/swift-nio.txt"
licence llhttp $checkouts/swift-nio/Sources/CNIOLLHTTP/LICENSE
# The runtime, Foundation, Dispatch and the runtime of blocks; and what Foundation contains.
licence Swift "$(dirname "$(command -v swift)")/../share/swift/LICENSE.txt"
licence ICU Scripts/package/notices/ICU.txt
# Licences of Debian packages, if the archive of the library was linked in.
if [ -e .build/archives/libsqlite3.a ]; then licence SQLite $doc/libsqlite3-dev/copyright; fi
if [ -e .build/archives/libz.a ]; then licence zlib $doc/zlib1g-dev/copyright; fi
# libgcc and, if its archive was there, libstdc++.
licence GCC $doc/libstdc++-*-dev/copyright $doc/libgcc-*-dev/copyright
