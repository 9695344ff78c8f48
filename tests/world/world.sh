# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# ./dev world: a command of ./dev in a Debian system of its own. Sourced by ./dev, after system.sh.
# shellcheck shell=sh

WORLD_SYSTEMS='bookworm trixie sid'
WORLD_FOLDER=build-world

world_usage() {
    say "usage: ./dev world [--fresh|--can] [--as=root|--as=dev] SYSTEM [COMMAND…], where SYSTEM is one of: $WORLD_SYSTEMS"
    exit 2
}

# Ends with one line that says what is in the way, if anything is. The mirror is asked in the way that apt asks it.
check_world_can_be_made() {
    check_system_tools
    mirror=$(apt_mirror)
    [ -n "$mirror" ] || fail "apt's lists name no mirror of Debian to make a system from"
    answer=$(mktemp)
    answers=yes
    /usr/lib/apt/apt-helper download-file "$mirror/dists/$1/InRelease" "$answer" >/dev/null 2>&1 || answers=no
    rm -f "$answer" "$answer.FAILED"
    [ "$answers" = yes ] || fail "Debian's $1 can't be had: the mirror that apt uses does not answer"
}

# What a run leaves for the count, in the copy of the tree that one user has.
world_logs() {
    find "$WORLD_FOLDER/$1$(home_of "$2")/source" -path '*/build*/meson-logs/testlog*.json' 2>/dev/null | LC_ALL=C sort
}

# Runs ./dev as one user, in a copy of the tree that is this user's.
world_run_as() {
    user=$1 system=$2
    shift 2
    copy_tree "$WORLD_FOLDER/$system" "$user" || return
    world_logs "$system" "$user" | xargs -r rm
    say "$system, as $user: ./dev $*"
    # shellcheck disable=SC2016  # by that sh
    enter_system_as "$user" "$WORLD_FOLDER/$system" sh -c 'cd ~/source && exec ./dev "$@"' sh "$@" </dev/null
}

# The closing line of all that was run, where tests were.
world_count() {
    system=$1
    set --
    for user in $users; do
        for log in $(world_logs "$system" "$user"); do
            set -- "$@" "$system, as $user=$log"
        done
    done
    [ $# -eq 0 ] || python3 .ci/count-tap.py "$@"
}

world_run() {
    system=$1
    shift
    status=0
    for user in $users; do
        world_run_as "$user" "$system" "$@" || status=1
    done
    world_count "$system" || status=1
    return "$status"
}

# One command at a time has a system: the lock is held until this process ends.
wait_for_others() {
    mkdir -p "$WORLD_FOLDER"
    exec 8>"$WORLD_FOLDER/$1.used"
    flock --nonblock 8 && return
    say "$1 is being used by another command: waiting for that to end"
    flock 8
}

world() {
    how=''
    users='root dev' # Who may install what is missing; then somebody who may not.
    while :; do
        case ${1-} in
            --fresh | --can) how=$1 ;;
            --as=root | --as=dev) users=${1#--as=} ;;
            *) break ;;
        esac
        shift
    done
    case " $WORLD_SYSTEMS " in
        *" ${1-none} "*) system=$1 && shift ;;
        *) world_usage ;;
    esac
    [ $# -gt 0 ] || set -- test

    check_world_can_be_made "$system"
    [ "$how" != --can ] || return 0
    wait_for_others "$system"
    [ "$how" != --fresh ] || remove_system "$WORLD_FOLDER/$system"
    if [ -d "$WORLD_FOLDER/$system" ]; then
        renew_system "$WORLD_FOLDER/$system" || fail "the system in $WORLD_FOLDER/$system could not be renewed: try --fresh"
    else
        make_system "$system" "$WORLD_FOLDER/$system"
    fi
    world_run "$system" "$@"
}
