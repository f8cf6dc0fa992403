#!/bin/sh
# The main job on a small real file: import, forecast, two queries, export. Each command is shown before it runs.
set -eu

invdb=${INVDB:-invdb}
examples=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
cp "$examples/products.csv" "$folder/products.csv"
cd "$folder"

invdb() { command "$invdb" "$@"; }
show() {
    echo "\$ $1"
    eval "$1"
    echo
}

show 'invdb import products.csv'
show 'invdb forecast --store all'
show "sqlite3 invdb.db \"SELECT * FROM stockout WHERE stockout_date = '2023-01-25'\""
show "sqlite3 invdb.db \"SELECT * FROM forecast WHERE product_id = '3' AND update_date >= '2023-01-30'\""
show 'invdb export forecast -o forecast.csv'
show 'head -4 forecast.csv'
echo "The database and the export are in $folder"
