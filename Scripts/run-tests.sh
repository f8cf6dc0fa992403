#!/usr/bin/env bash
# Runs all tests that are built, or those that the options of `swift test` choose, and says once more at the end what failed, and with
# which seeds: tests run beside each other, so that it is scattered over thousands of lines.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --skip-build "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
    echo
    echo "The seeds:"
    grep -a "INVDB_TEST_SEED=" "$log" | sort -u
    echo
    echo "What failed:"
    grep -a -A 1 "✘ .* recorded an issue" "$log" | cut -c 1-1000
fi
exit "$status"
