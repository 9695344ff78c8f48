# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# ./dev package: Debian's packages, built in one system and tried in another. Sourced by ./dev, after world.sh.
# shellcheck shell=sh

package_usage() {
    say "usage: ./dev package [--fresh] [SYSTEM], where SYSTEM is one of: $WORLD_SYSTEMS"
    exit 2
}

# The libdex of Debian 12 is too old: the packages for it are left out where there is none that will do.
package_profiles() {
    # shellcheck disable=SC2016  # by that sh
    enter_system "$1" sh -c '
        version=$(LC_ALL=C apt-cache policy libdex-dev | sed -n "s/^  Candidate: //p")
        dpkg --compare-versions "${version:-0}" ge 0.10 || echo pkg.smartasync.nodex'
}

# As Debian's builders do it: an archive of the release, and debian/ beside it.
# shellcheck disable=SC2016  # by that sh
build_packages() {
    system=$1 profiles=$2
    copy_tree "$system" dev || return
    enter_system "$system" env DEBIAN_FRONTEND=noninteractive "DEB_BUILD_PROFILES=$profiles" sh -c '
        cd /home/dev/source && apt-get install -y -q build-essential lintian && apt-get build-dep -y -q ./' \
        </dev/null >&2 || return
    enter_system_as dev "$system" env "DEB_BUILD_PROFILES=$profiles" sh -ec '
        cd ~/source
        version=$(dpkg-parsechangelog -S Version)
        rm -rf ../smartasync_* ../*.deb
        tar -c --exclude=./debian --transform="s,^\.,smartasync-${version%-*}," . |
            gzip -n >"../smartasync_${version%-*}.orig.tar.gz"
        exec dpkg-buildpackage -us -uc' </dev/null >&2
}

# What is only information is shown. As an ordinary user: lintian does not want to be root.
check_packages() {
    enter_system_as dev "$1" sh -c 'exec lintian --display-info --fail-on=error,warning ~/smartasync_*.changes' </dev/null
}

# The spec file, with what was built for Debian: all that is installed has to be in one of its packages, and nothing
# else. These macros are those of Fedora's meson and python3, as far as there is something for them to do.
# shellcheck disable=SC2016  # by that sh
check_spec() {
    with_libdex=--with
    [ -z "$2" ] || with_libdex=--without
    enter_system "$1" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q rpm rpmlint xz-utils </dev/null >&2 || return
    enter_system_as dev "$1" sh -ec '
        cd ~/source
        rpmlint packaging/smartasync.spec
        version=$(rpmspec -q --qf "%{version}\n" --srpm packaging/smartasync.spec)
        rm -rf ~/rpmbuild
        mkdir -p ~/rpmbuild/SOURCES
        cp /usr/share/javascript/lunr/lunr.min.js ~/rpmbuild/SOURCES/
        gzip -dc ../smartasync_*.orig.tar.gz | xz -0 >~/rpmbuild/SOURCES/smartasync-"$version".tar.xz
        exec rpmbuild -bb --nodeps --quiet "$1" libdex \
            --define "_libdir $(dirname debian/tmp/usr/lib/*/libsmartasync-1.so | sed "s,^debian/tmp,,")" \
            --define "python3_sitelib /usr/lib/python3/dist-packages" \
            --define "meson true" --define "meson_build true" --define "meson_test true" \
            --define "meson_install cp -a $PWD/debian/tmp/. %{buildroot}" \
            packaging/smartasync.spec' sh "$with_libdex" </dev/null >&2
}

# Installs them into a system that has nothing, and runs the tests that they come with.
try_packages() {
    system=$1 built=$2
    enter_system "$system" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q autopkgtest dpkg-dev \
        </dev/null >&2 || return
    mkdir -p "$system/home/dev/packages"
    cp "$built"/home/dev/*.deb "$system/home/dev/packages/"
    copy_tree "$system" dev
    enter_system "$system" sh -c 'autopkgtest --user=dev --no-built-binaries /home/dev/packages/*.deb /home/dev/source/ \
        -- null || [ $? -eq 2 ]' </dev/null  # 2: some are not for this system, and were skipped
}

remove_packages() {
    # shellcheck disable=SC2016  # by that sh
    enter_system "$1" sh -c '
        packages=$(dpkg-query -W -f "\${Package} \${source:Package}\n" | sed -n "s/ smartasync$//p")
        DEBIAN_FRONTEND=noninteractive apt-get purge -y -q $packages >&2 || exit
        left=$(find /etc /usr /var/lib -xdev -iname "*smartasync*" ! -path "/var/lib/apt/*")
        [ -z "$left" ] && exit
        echo "left behind by the packages: $left" >&2
        exit 1' </dev/null
}

package() {
    fresh=no
    if [ "${1-}" = --fresh ]; then
        fresh=yes
        shift
    fi
    suite=${1-bookworm}
    case " $WORLD_SYSTEMS " in
        *" $suite "*) ;;
        *) package_usage ;;
    esac
    builder=$WORLD_FOLDER/$suite-builder user=$WORLD_FOLDER/$suite-user

    check_world_can_be_made "$suite"
    wait_for_others "$suite-builder"
    [ "$fresh" = no ] || remove_system "$builder"
    if [ -d "$builder" ]; then
        renew_system "$builder" || fail "the system in $builder could not be renewed: try --fresh"
    else
        make_system "$suite" "$builder"
    fi
    profiles=$(package_profiles "$builder")
    build_packages "$builder" "$profiles" || fail 'the packages could not be built'
    check_packages "$builder" || fail 'lintian has found something'
    check_spec "$builder" "$profiles" || fail 'the spec file does not fit what is installed'

    remove_system "$user"
    make_system "$suite" "$user"
    try_packages "$user" "$builder" || fail 'the tests of the packages failed'
    remove_packages "$user" || fail 'the packages could not be removed'
    say "the packages are in $builder/home/dev"
}
