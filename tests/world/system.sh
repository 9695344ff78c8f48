# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Minimal Debian systems in folders. Sourced by ./dev, with whose say(), fail() and run() it speaks.
# shellcheck shell=sh

# make_system SUITE FOLDER                          a system, once; packages are shared, in packages/ beside FOLDER
# renew_system FOLDER                               one that was kept, as it would be if it were made today
# remove_system FOLDER                              to have it made anew
# copy_tree FOLDER USER [NAME]                      this source tree, into the home of root or dev, as `source` or NAME
# enter_system FOLDER COMMAND [ARGUMENT…]           runs a command in it, as root
# enter_system_as USER FOLDER COMMAND [ARGUMENT…]   the same as root or dev
#
# Nothing on the host changes: what is mounted is seen only by the command, and gone with it.

## What the host has

PATH=$PATH:/usr/sbin:/sbin

check_system_tools() {
    [ "$(id -u)" -eq 0 ] || fail 'a system of its own needs root: run this with sudo'
    for tool in debootstrap unshare flock apt-get apt-config; do
        command -v "$tool" >/dev/null || fail "a system of its own needs $tool"
    done
    unshare --mount --pid --fork true 2>/dev/null || fail 'a system of its own needs unshare --mount, refused here'
}

# The mirror that apt uses for this release of Debian, or for any. Apt itself says what its lists mean.
apt_mirror() {
    # shellcheck disable=SC1091,SC2154  # the host's
    codename=$(. /etc/os-release && [ "$ID" = debian ] && echo "${VERSION_CODENAME-}") || codename=''
    apt-get update --print-uris 2>/dev/null | awk -F "'" -v codename="$codename" '
        $2 !~ /^(https?|ftp):.*\/dists\/[^\/]+\/InRelease$/ { next }
        { split($2, part, "/dists/"); sub("/InRelease", "", part[2]) }
        codename && part[2] == codename { best = best ? best : part[1] }
        part[1] ~ /\/debian$/ { other = other ? other : part[1] }
        END { print best ? best : other }'
}

# How apt downloads: by which proxy, by what certificates, whether an old archive will do.
apt_settings() {
    apt-config dump --no-empty | grep '^Acquire::' |
        grep -v -E '^Acquire::(IndexTargets|Changelogs|CompressionTypes|cdrom)'
}

apt_proxy() {
    proxy=''
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [ "$proxy" = DIRECT ] || echo "$proxy"
}

# Whom apt trusts. An archive may be signed by others than Debian's.
apt_keyrings() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
        grep -i 'signed-by' | grep -o '/[^] ,]*'
    ls /usr/share/keyrings/debian-archive-keyring.gpg /etc/apt/trusted.gpg /etc/apt/trusted.gpg.d/* 2>/dev/null
    :
}

## A system

# What was downloaded is shared by links, not as one folder: apt locks its own, and does not wait for it.
share_packages() {
    find "$1" -maxdepth 1 -name '*.deb' -exec cp --link --no-clobber -t "$2" '{}' + 2>/dev/null || :
}

# debootstrap knows one binary keyring: such keyrings may be put together.
write_keyring() {
    apt_keyrings | grep '\.gpg$' | sort -u | while read -r keyring; do
        [ ! -f "$keyring" ] || cat "$keyring"
    done
}

bootstrap() (
    suite=$1 folder=$2 packages=$3
    write_keyring >"$folder.keyring.gpg"
    set -- --variant=minbase --include=ca-certificates --cache-dir="$packages"
    [ ! -s "$folder.keyring.gpg" ] || set -- "$@" --keyring="$folder.keyring.gpg"
    http_proxy=${http_proxy-$(apt_proxy)}
    export http_proxy
    run unshare --mount --pid --fork --kill-child \
        debootstrap "$@" "$suite" "$folder" "$(apt_mirror)" >"$folder.log" 2>&1 && exit
    tail "$folder.log" >&2
    exit 1
)

# Programs and certificates that apt's settings name have to be there too.
copy_apt() (
    folder=$1
    apt_settings >"$folder/etc/apt/apt.conf.d/50host"
    sed -n 's/^[^"]* "\(\/[^"]*\)";$/\1/p' "$folder/etc/apt/apt.conf.d/50host" | while read -r file; do
        [ ! -f "$file" ] || cp --parents "$file" "$folder"
    done
    apt_keyrings | sort -u | while read -r keyring; do
        [ ! -f "$keyring" ] || cp "$keyring" "$folder/etc/apt/trusted.gpg.d/"
    done
    cat >"$folder/etc/apt/apt.conf.d/51kept" <<'END'
APT::Keep-Downloaded-Packages "true";
APT::Install-Recommends "false";
DPkg::Lock::Timeout "600";
END
)

# What makes a system that nobody boots: packages start no services, and need not survive a power failure.
set_up() (
    suite=$1 folder=$2
    echo "deb $(apt_mirror) $suite main" >"$folder/etc/apt/sources.list"
    echo force-unsafe-io >"$folder/etc/dpkg/dpkg.cfg.d/unsafe-io"
    printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d"
    chmod +x "$folder/usr/sbin/policy-rc.d"
    copy_apt "$folder"
    share_packages "$(dirname "$folder")/packages" "$folder/var/cache/apt/archives"
    enter_system "$folder" useradd --create-home --shell /bin/sh dev &&
        enter_system "$folder" apt-get update -q >&2
)

# One that was interrupted, or failed, is not taken for one that is whole.
make_system() (
    suite=$1 folder=$(realpath -m "$2")
    packages=$(dirname "$folder")/packages
    check_system_tools
    mkdir -p "$packages"
    exec 9>"$folder.lock"
    flock 9
    [ ! -d "$folder" ] || exit 0
    [ -n "$(apt_mirror)" ] || fail "apt's lists name no mirror of Debian to make a system from"

    say "making a system of Debian's $suite"
    remove_system "$folder.part"
    bootstrap "$suite" "$folder.part" "$packages" || fail "debootstrap failed: see $folder.part.log"
    set_up "$suite" "$folder.part" || fail "the new system in $folder.part could not be set up"
    mv "$folder.part" "$folder"
)

# One that was kept: what was interrupted is finished, and what has come since is installed. An interrupted apt may have
# left packages whose dependencies are not there yet: these it installs itself.
renew_system() {
    # shellcheck disable=SC2016  # by that sh
    enter_system "$1" sh -c 'export DEBIAN_FRONTEND=noninteractive
        { dpkg --configure -a || apt-get install --fix-broken -y -q; } && apt-get update -q && apt-get dist-upgrade -y -q' </dev/null >&2
}

# What is half removed has another name.
remove_system() {
    rm -rf --one-file-system "$1.removed"
    [ ! -d "$1" ] || mv "$1" "$1.removed"
    rm -rf --one-file-system "$1.removed"
}

## In a system

# The host's sh runs this, with nothing else on its side than what it mounts. It stays, as the first process of its
# kind, so that orphans are waited for.
# shellcheck disable=SC2016  # by that sh
in_its_namespaces='
set -e
root=$1
shift
mount --rbind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount --rbind /dev dev
cat /etc/resolv.conf >etc/resolv.conf 2>/dev/null || :
cat /etc/hosts >etc/hosts 2>/dev/null || :
pivot_root . .
umount -l .
cd /
set +e
env -i "$@"
exit $?
'

# The environment is a new one, but for the way to the network.
enter_system() (
    folder=$(realpath "$1")
    shift
    for name in http_proxy https_proxy ftp_proxy no_proxy; do
        eval "value=\${$name-}"
        [ -z "$value" ] || set -- "$name=$value" "$@"
    done
    status=0
    unshare --mount --propagation private --pid --fork --kill-child sh -c "$in_its_namespaces" sh "$folder" \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM-dumb}" "$@" || status=$?
    share_packages "$folder/var/cache/apt/archives" "$(dirname "$folder")/packages"
    exit "$status"
)

# The same as one of its users.
enter_system_as() (
    user=$1 folder=$2
    shift 2
    [ "$user" = root ] || set -- setpriv "--reuid=$user" "--regid=$user" --init-groups \
        env "HOME=$(home_of "$user")" "USER=$user" "LOGNAME=$user" "$@"
    enter_system "$folder" "$@"
)

home_of() {
    case $1 in
        root) echo /root ;;
        *) echo "/home/$1" ;;
    esac
}

# The tree as it is, without what was built. What was built in the copy stays, so that it is not built again.
copy_tree() (
    home=$1$(home_of "$2") name=${3-source}
    rm -rf "$home/$name.new"
    mkdir -p "$home/$name" "$home/$name.new"
    tar -c --exclude='./build*' --exclude='./.build*' --exclude=./.git . |
        tar -x --no-same-owner -C "$home/$name.new" || exit
    # What changed is newer than all that was built, even while it was being changed.
    (cd "$home/$name.new" && find . -type f) | while read -r file; do
        cmp -s "$home/$name/$file" "$home/$name.new/$file" || touch "$home/$name.new/$file"
    done
    for built in "$home/$name"/build* "$home/$name"/.build*; do
        [ ! -e "$built" ] || mv "$built" "$home/$name.new/"
    done
    rm -rf "${home:?}/$name"
    mv "$home/$name.new" "$home/$name"
    chown -R --reference="$home" "$home/$name"
)
