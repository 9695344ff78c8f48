# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Prints where this Python looks for modules of something installed in a prefix.

import sys
import sysconfig


def modules_dir(prefix):
    schemes = sysconfig.get_scheme_names()
    # Debian's Python looks in dist-packages: its own packages in /usr, the administrator's in /usr/local.
    if prefix == "/usr" and "deb_system" in schemes:
        return sysconfig.get_path("purelib", "deb_system", {"base": prefix})
    if prefix == "/usr/local" and "posix_local" in schemes:
        return sysconfig.get_path("purelib", "posix_local", {"base": "/usr"})
    return sysconfig.get_path("purelib", "posix_prefix", {"base": prefix})


print(modules_dir(sys.argv[1]))
