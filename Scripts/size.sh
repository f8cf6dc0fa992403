#!/bin/sh
# Prints in one line how large a binary is and what it is made of: size.sh BINARY MAP. MAP is the list that the linker wrote when
# it made the binary (ld.lld -Map).
set -eu
map=${2:-}
[ -r "$map" ] || map=/dev/null

# The list has a line for each section of the binary, and below it, further to the right, one for each piece that went into it,
# named by the file or ARCHIVE(FILE) that it is from. The third column is the size. What has no address isn't loaded: it is for
# debuggers, and `strip` removes it. The sections named .bss take no room in the file.
awk -v bytes="$(wc -c <"$1")" '
    function number(hex,  i, value) {
        for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
        return value
    }
    function part(name, size) {
        if (size >= 50000) parts = parts sprintf(parts == "" ? "%s %.1f MB" : ", %s %.1f", name, size / 1e6)
    }
    NR == 1 { sections = index($0, "Out"); pieces = index($0, "In") }
    NR == 1 || $1 == "0" || NF < 5 { next }
    substr($0, sections, 1) != " " { section = $5; if (section !~ /bss$/) loaded += number($3); next }
    section ~ /bss$/ || substr($0, pieces - 1, 1) != " " || substr($0, pieces, 1) == " " { next }
    /icu_packaged_data/ { tables += number($3); next }
    /Foundation[A-Za-z]*\.a\(/ { foundation += number($3); next }
    /lib(swift[A-Za-z_]*|dispatch|BlocksRuntime)\.a\(/ { swift += number($3); next }
    /\/GRDB\.build\// { grdb += number($3); next }
    /libsqlite3\.a\(/ { sqlite += number($3); next }
    /\.build\/[^(]*\.o:/ && !/\/ArgumentParser/ { own += number($3) }
    END {
        part("Foundation", foundation); part("Foundation'\''s tables for languages", tables)
        part("the Swift runtime", swift); part("GRDB", grdb); part("SQLite", sqlite)
        part("others", loaded - own - foundation - tables - swift - grdb - sqlite); part("its own code", own)
        printf "invdb is %.0f MB", bytes / 1e6
        if (loaded) printf ", because its libraries are part of it: %s", parts
        if (loaded && bytes > loaded * 1.05) printf ". %.0f MB are symbols for debuggers, which make install leaves out", (bytes - loaded) / 1e6
        print "."
    }' "$map"
