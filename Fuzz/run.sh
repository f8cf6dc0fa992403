#!/bin/sh
# Feeds changed files to the reader, the fields, the import and the workbooks until something breaks: run.sh SECONDS [TARGET…]
#
# The modules are built by the package manager, with the instruments of libFuzzer and the address sanitizer in them, and linked
# with a target each here: libFuzzer brings its own main(), which an executable of a package can't have.
# CONFIGURATION=debug is built sooner, and tries less in each second.
# KEEP=1 adds what was found to the kept corpus, and leaves out of that what nothing is lost without.
set -eu
cd "$(dirname "$0")/.."

seconds=$1
shift
[ $# -gt 0 ] || set -- reader fields import workbook

build=.build/fuzz
configuration=${CONFIGURATION:-release}
swift build -c "$configuration" --scratch-path "$build" --target InventoryPipeline \
    --sanitize address -Xswiftc -sanitize=fuzzer -Xswiftc -enable-testing
products=$build/$configuration
# What the build is made of now: beside it may be what is left of sources that had another name.
objects=$(grep -o '"[^"]*\.build/[^"]*\.o"' "$build/$configuration.yaml" | tr -d '"' | sort -u |
    while read -r object; do [ ! -e "$object" ] || echo "$object"; done | grep -v "/$configuration/\(invdb\|[^/]*Tests\)\.build/")

# Databases and files of a run go where there is no disk to wait for.
if [ -d /dev/shm ]; then TMPDIR=/dev/shm; fi
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/invdb-fuzz-XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT INT TERM
# The runtime's own account of a crash would come before that of libFuzzer, and disturb the sanitizer.
export SWIFT_BACKTRACE=enable=no
# At an exit in the midst of work nothing is given back, and that is no leak.
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"

for target in "$@"; do
    case $target in
        reader) main=Fuzz/Reader.swift more="Tests/CSVTests/Reading.swift" ;;
        fields) main=Fuzz/Fields.swift more="" ;;
        import) main=Fuzz/Import.swift more="" ;;
        workbook) main=Fuzz/Workbook.swift more="" ;;
        *) echo "There is no target $target; there are reader, fields, import and workbook." >&2; exit 64 ;;
    esac
    # shellcheck disable=SC2086
    swiftc -O -parse-as-library -swift-version 6 -module-name Fuzz -sanitize=fuzzer,address -enable-testing -use-ld=lld \
        -I "$products/Modules" -I "$build/checkouts/GRDB.swift/Sources/GRDBSQLite" -I "$products/Shims.build" -package-name "$(basename "$PWD" | tr A-Z a-z)" Fuzz/Input.swift $main $more $objects -lsqlite3 -lz -o "$build/$target"
    kept=Fuzz/corpus/$target
    found=$build/found/$target
    mkdir -p "$kept" "$found"
    "$build/$target" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=4096 -max_len=8192 -print_final_stats=1 \
        -dict=Fuzz/csv.dict -artifact_prefix="$build/$target-" "$found" "$kept" Tests/Fixtures/bad-csv \
        2>"$build/$target.log" || { tail -n 60 "$build/$target.log" >&2; exit 1; }
    echo "$target: $(awk '/number_of_executed_units/ { print $2 }' "$build/$target.log") inputs in $seconds s, nothing found"
    if [ "${KEEP:-}" = 1 ]; then
        # Of those that reach the same code the shortest stays, and nothing that the corpus of bad input has already.
        rm -rf "$build/merged"
        cp -r Tests/Fixtures/bad-csv "$build/merged"
        "$build/$target" -merge=1 -use_counters=0 -max_len=1024 "$build/merged" "$kept" "$found" 2>"$build/merge.log"
        for file in Tests/Fixtures/bad-csv/*; do rm "$build/merged/${file##*/}"; done
        rm -r "$kept" "$found"
        mv "$build/merged" "$kept"
    fi
done
