# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tests for other processors, in a system with cross compilers and emulators. Sourced by ./dev, for its functions.
# shellcheck shell=sh

# How Debian, Meson, the compilers and QEMU call a processor, and its byte order. Another one is another row.
cross_table() {
    cat <<'END'
i386   x86      i686-linux-gnu     i386     little
arm64  aarch64  aarch64-linux-gnu  aarch64  little
s390x  s390x    s390x-linux-gnu    s390x    big
END
}

# Sets the words of the processor's row.
find_processor() {
    row=$(cross_table | awk -v name="$1" '$1 == name')
    [ -n "$row" ] || fail "no processor '$1': $(cross_table | awk '{ printf "%s ", $1 }')"
    # shellcheck disable=SC2086  # words
    set -- $row
    arch=$1 family=$2 triplet=$3 qemu=$4 endian=$5
}

## On the host

# The generator reads introspection data, which is the same on all processors but for some constants.
cross_packages() {
    echo "meson ninja-build qemu-user-static libgirepository1.0-dev dbus-daemon"
    echo "gcc-$triplet g++-$triplet libc6-dev:$arch libglib2.0-dev:$arch libjson-glib-dev:$arch"
}

# shellcheck disable=SC2016,SC2046  # by the system's sh; names, one a word
install_cross() (
    exec 9>"$1.lock"
    flock 9
    enter_system "$1" sh -c '
        arch=$1
        shift
        dpkg -s "$@" >/dev/null 2>&1 && exit
        dpkg --add-architecture "$arch" && apt-get update -q &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$@"' sh "$arch" $(cross_packages) </dev/null >&2
)

# cross [--fresh] ARCH [ARGUMENT…]: what comes after it is for `meson test`. In a user namespace, which has a table of
# emulators of its own: that of the host stays as it is.
cross() {
    system=build-world/cross fresh=no
    if [ "${1-}" = --fresh ]; then
        fresh=yes
        shift
    fi
    find_processor "${1-}"
    shift

    check_system_tools
    [ "$fresh" = no ] || remove_system "$system"
    make_system bookworm "$system"
    install_cross "$system" || fail "what it takes to build for $arch could not be installed"
    copy_tree "$system" root "$arch"
    # shellcheck disable=SC2016  # by the system's sh
    enter_system "$system" unshare --user --map-root-user --mount sh -c 'cd "$HOME/$1" && ./dev cross --inside "$@"' \
        sh "$arch" "$@"
}

## In the system

# Tests start programs, which start others: the kernel has to know the emulator.
begin_emulation() {
    echo 'int main (void) { return 0; }' | "$triplet-gcc" -x c -o build-tools/probe -
    build-tools/probe 2>/dev/null && return
    run mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
        cat "/usr/lib/binfmt.d/qemu-$qemu.conf" >/proc/sys/fs/binfmt_misc/register &&
        build-tools/probe && return
    fail "no program for $arch can be run: user namespaces have emulators of their own since Linux 6.7"
}

# Some tests compile: by these names, with these compilers.
write_tools() {
    for tool in gcc g++ pkg-config; do
        ln -sf "/usr/bin/$triplet-$tool" "build-tools/$tool"
    done
    cat >build-tools/cross.ini <<END
[binaries]
c = '$triplet-gcc'
ar = '$triplet-ar'
strip = '$triplet-strip'
pkgconfig = '$triplet-pkg-config'

[properties]
needs_exe_wrapper = false

[host_machine]
system = 'linux'
cpu_family = '$family'
cpu = '$family'
endian = '$endian'
END
}

# An emulated processor takes ten times as long, and more.
cross_inside() {
    find_processor "$1"
    shift
    mkdir -p build-tools
    write_tools
    begin_emulation
    PATH=$PWD/build-tools:$PATH
    make build-cross --werror --cross-file=build-tools/cross.ini -Dintrospection=disabled -Dexamples=false || exit
    counted build-cross --suite=runtime --suite=codegen --suite=codegen-options --timeout-multiplier=10 "$@"
}
