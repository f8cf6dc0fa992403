#!/bin/sh
# Finds what needs Foundation's tables for languages. The release build doesn't have them (see the Makefile), so that such code works
# in the tests, and there ends the process (formatters), has no time zone but GMT, or sorts by bytes (localized comparisons).
# Not found are encodings other than UTF-8, UTF-16 and Latin 1, which need them as well. What does not need them: String(format:)
# without a locale, upper and lower case, regular expressions, character sets, JSON, file URLs, and descriptions of errors.
set -eu

formatters='\b(Date|Number|ISO8601Date|DateInterval|DateComponents|RelativeDateTime|ByteCount|Measurement|List)Formatter\b'
localized='\blocalized(Compare|Standard|CaseInsensitive|Capitalized|Lowercase|Uppercase|String)'
types='\b(Locale|TimeZone|Calendar|DateComponents|[A-Za-z]*FormatStyle)\b'
calls='\.formatted\(|\.applyingTransform\(|\bURL\(string:'
if grep -rnE --include='*.swift' "$formatters|$localized|$types|$calls" Sources Migrations; then
    echo "These need Foundation's tables for languages, which the release build doesn't have; see Scripts/lint-language-tables.sh." >&2
    exit 1
fi
