# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SmartAsync.install() over every namespace that is on this machine, each in a process of its own.

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from helpers import claim, main

from tap import Skip

PROGRAM = """
import sys
import warnings
import gi

namespace, version = sys.argv[1:]
try:
    gi.require_version(namespace, version)
    __import__("gi.repository." + namespace)
except (ImportError, ValueError, RuntimeError) as error:
    print("SKIP", error)
    sys.exit(0)

gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync
from gi.overrides.SmartAsync import functions, twins

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    count = SmartAsync.install(namespace)
assert not caught, caught[0].message
warnings.simplefilter("ignore")
places = twins._installed[namespace]
for place, name in places:
    twin = getattr(place, name)
    assert twin.__doc__ and twin.__signature__, name
finished = sum(functions.finish_of(info, functions.describe_async(info)) is not None
               for place, name in places for info in [getattr(place, name).__smartasync_twin__])
assert SmartAsync.uninstall(namespace) == count
print("ADDED", count, finished)
"""


def namespaces():
    """Their names and versions."""
    folders = [Path("/usr/lib/girepository-1.0"), *Path("/usr/lib").glob("*/girepository-1.0")]
    found = {tuple(path.stem.rsplit("-", 1)) for folder in folders for path in folder.glob("*.typelib")}
    return sorted(found)


def install(namespace, version):
    process = subprocess.run([sys.executable, "-W", "ignore", "-c", PROGRAM, namespace, version], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "GDK_BACKEND": "none"})
    return f"{namespace}-{version}", process


@claim("install gives twins to every namespace on this machine")
def every_namespace():
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda pair: install(*pair), namespaces()))
    if not results:
        raise Skip("no typelibs were found")
    failures = [f"{name}: {process.stderr[-500:]}" for name, process in results if process.returncode != 0]
    assert not failures, "\n".join(failures)

    added = {name: tuple(map(int, process.stdout.split()[1:])) for name, process in results
             if process.stdout.startswith("ADDED")}
    total, finished = (sum(column) for column in zip(*added.values()))
    for name, (count, _) in added.items():
        if count:
            print(f"# {name}: {count}")
    print(f"# {total} twins in {len(added)} namespaces; {finished} find their finish functions by themselves")
    assert total > 100


if __name__ == "__main__":
    main()
