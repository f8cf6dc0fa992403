#!/bin/sh
# Makes .build/packages/invdb-VERSION-linux-ARCHITECTURE.tar.gz of what stage.sh has put together.
set -eu
cd "$(dirname "$0")/../.."

folder=.build/packages
version=$("$folder/tree/bin/invdb" --version)
name=invdb-$version-linux-$(uname -m)
rm -f "$folder"/*.tar.gz
# The same files give the same bytes: no names of users, and the time of the commit.
tar --create --gzip --file "$folder/$name.tar.gz" --directory "$folder/tree" --transform "s,^\.,$name," --sort=name \
    --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" .
Scripts/package/sums.sh "$name.tar.gz"
