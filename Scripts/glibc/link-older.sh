#!/bin/sh
# Lets the linker make a binary that starts with glibc 2.28 (2018: Debian 10, RHEL 8) and newer, though this system has a newer one:
# link-older.sh FOLDER writes libc.so, libm.so and a few more into FOLDER, and the linker takes them if FOLDER is among its -L.
#
# glibc has several versions of a function under one name, and its libraries say which version of glibc brought which. The linker takes
# the newest. The libraries made here are empty, but have the same names, each with its newest version that glibc 2.28 knew. The binary
# never loads them: it loads the system's glibc, and asks it for these versions.
#
# What 2.28 didn't have under any version is in additions.c, as far as the binary needs it. Of what is neither here nor there, the oldest
# version is linked, and the binary needs a newer glibc for it. needed.sh says which glibc a binary really needs; packages are named
# for that one. `objdump -T BINARY | grep GLIBC_2.3` lists what is to be added to additions.c.
set -eu

folder=$1
newest=2.28
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

case $(uname -m) in
    x86_64) loader=ld-linux-x86-64.so.2 oldest=2.2.5 ;;
    aarch64) loader=ld-linux-aarch64.so.1 oldest=2.17 ;;
    *) loader="" ;;
esac
nonshared=$(clang -print-file-name=libc_nonshared.a)
if [ -z "$loader" ] || [ ! -e "$nonshared" ] || ! command -v readelf >/dev/null 2>&1; then
    echo "The binary will need the glibc of this system, as this is not glibc on x86_64 or aarch64, or readelf is missing." >&2
    rm -f "$folder"/libc.so "$folder"/libm.so
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# library FILE: makes FOLDER/older-FILE, with the names and versions of the system's FILE up to $newest.
library() {
    readelf -W --dyn-syms "$(clang -print-file-name="$1")" | awk -v newest="$newest" -v assembly="$work/$1.s" '
        function number(version,  parts) { split(version, parts, "."); return parts[1] * 1e6 + parts[2] * 1e3 + parts[3] }
        # Of each name the newest version that is not too new, or else the oldest; in the seventh column, UND is what the library needs.
        NF >= 8 && $5 != "LOCAL" && $7 != "UND" && $7 != "ABS" && split($8, symbol, /@+/) == 2 && sub(/^GLIBC_/, "", symbol[2]) {
            if (symbol[2] !~ /^[0-9.]+$/) next
            this = number(symbol[2])
            if (symbol[1] in version) {
                former = number(version[symbol[1]])
                if (this <= number(newest) ? former <= number(newest) && former >= this : former <= this) next
            }
            version[symbol[1]] = symbol[2]; kind[symbol[1]] = $4; bind[symbol[1]] = $5; size[symbol[1]] = $3
        }
        END {
            print ".text" >assembly
            for (name in version) {
                # The start of a program is in additions.c, which calls this one.
                if (name == "__libc_start_main") {
                    printf ".globl older_start\n.type older_start,%%function\nolder_start: .symver older_start,%s@GLIBC_%s\n", name, version[name] >assembly
                    versions[version[name]] = versions[version[name]]
                    continue
                }
                versions[version[name]] = versions[version[name]] " " name ";"
                printf "%s %s\n", bind[name] == "WEAK" ? ".weak" : ".globl", name >assembly
                if (kind[name] == "OBJECT") data = data sprintf(".balign 8\n.type %s,%%object\n.size %s,%d\n%s: .zero %d\n", name, name, size[name], name, size[name])
                else if (kind[name] == "TLS") threads = threads sprintf(".balign 8\n.type %s,%%tls_object\n.size %s,%d\n%s: .zero %d\n", name, name, size[name], name, size[name])
                else printf ".type %s,%%function\n%s:\n", name, name >assembly
            }
            printf ".byte 0\n.data\n%s", data >assembly
            if (threads != "") printf ".section .tbss,\"awT\",%%nobits\n%s", threads >assembly
            for (each in versions) printf "GLIBC_%s {%s };\n", each, versions[each] == "" ? "" : " global:" versions[each]
        }' >"$work/$1.map"
    clang -shared -nostdlib -fuse-ld=lld -Wl,-soname,"$1" -Wl,--version-script="$work/$1.map" -o "$folder/older-$1" "$work/$1.s"
}

library libc.so.6
library libm.so.6
library "$loader"
# Until glibc 2.34 these were libraries of their own. What the binary needs of them, it asks libc for, and finds it in them.
for name in libpthread.so.0 libdl.so.2; do
    clang -shared -nostdlib -fuse-ld=lld -Wl,-soname,"$name" -o "$folder/older-$name" -x c /dev/null
done
clang -c -O2 -fPIC -Wall -Werror -DOLDEST="\"GLIBC_$oldest\"" -o "$work/additions.o" "$here/additions.c"
rm -f "$folder/libolder.a"
ar rcs "$folder/libolder.a" "$work/additions.o"

# Text in the place of a library is a script for the linker.
echo "GROUP($folder/libolder.a $folder/older-libc.so.6 $nonshared AS_NEEDED($folder/older-$loader) $folder/older-libpthread.so.0 $folder/older-libdl.so.2)" >"$folder/libc.so"
echo "INPUT($folder/older-libm.so.6)" >"$folder/libm.so"
