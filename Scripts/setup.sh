#!/bin/sh
# Installs what the build and the tests need beside Swift: the SQLite library and zlib with their headers, the sqlite3 shell, and
# readelf; with --faults also what the fault tests need to make things fail (without that, they skip what they can't do); with
# --packages what makes packages, with --pages a browser, and with --roots what makes a bare Debian to try them in.
set -eu

missing=""
if ! command -v sqlite3 >/dev/null 2>&1; then missing="$missing sqlite3"; fi
if [ ! -e /usr/include/sqlite3.h ] && ! echo '#include <sqlite3.h>' | cc -E - >/dev/null 2>&1; then missing="$missing libsqlite3-dev"; fi
if ! command -v readelf >/dev/null 2>&1; then missing="$missing binutils"; fi
if [ ! -e /usr/include/zlib.h ] && ! echo '#include <zlib.h>' | cc -E - >/dev/null 2>&1; then missing="$missing zlib1g-dev"; fi

if [ "${1:-}" = --faults ]; then
    for need in strace:strace mkfs.ext4:e2fsprogs cc:gcc; do
        if ! command -v "${need%%:*}" >/dev/null 2>&1; then missing="$missing ${need##*:}"; fi
    done
    # These are no reason to stop where they can't be installed.
    if [ -n "$missing" ] && { [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; }; then
        echo "Some faults will be skipped, as these are missing:$missing" >&2
        exit 0
    fi
fi

if [ "${1:-}" = --pages ]; then
    if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then missing="$missing chromium"; fi
    if [ -n "$missing" ] && { [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; }; then
        echo "Pages will be skipped, as these are missing:$missing" >&2
        exit 0
    fi
fi

if [ "${1:-}" = --packages ]; then
    for need in strip:binutils python3:python3 dpkg-deb:dpkg xz:xz-utils; do
        if ! command -v "${need%%:*}" >/dev/null 2>&1; then missing="$missing ${need##*:}"; fi
    done
    if ! python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then missing="$missing python3-venv"; fi
fi
if [ "${1:-}" = --roots ]; then
    for need in debootstrap:debootstrap chroot:coreutils; do
        if ! command -v "${need%%:*}" >/dev/null 2>&1; then missing="$missing ${need##*:}"; fi
    done
fi

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "invdb needs:$missing. Install them with your system's package manager and run this again." >&2
        exit 1
    fi
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "invdb needs:$missing. Ask an administrator to run: apt-get install$missing" >&2
            exit 1
        fi
        as_root="sudo"
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
fi

if ! command -v swift >/dev/null 2>&1; then
    echo "invdb needs Swift 6.1 or newer: https://www.swift.org/install" >&2
    exit 1
fi
