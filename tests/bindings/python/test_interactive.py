# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What help(), dir() and completion say.

import inspect
import pydoc
import rlcompleter

from helpers import SmartAsync, claim, main
from tap import expect_empty

USED = ["sync", "awaitable", "smart", "smartasync", "install", "uninstall", "Batch", "policy", "timeout", "watchdog",
        "context", "interruptible", "runs_loop"]
N_FIRST = 40


def page():
    return pydoc.plain(pydoc.render_doc(SmartAsync)).splitlines()


@claim("help begins with what programs use")
def help_begins():
    first = page()[:N_FIRST]
    expect_empty(f"{name} is not in the first {N_FIRST} lines" for name in USED
                 if not any(f"{name}(" in line or f"@{name} " in line for line in first))


@claim("help names all that the override has")
def help_is_complete():
    text = "\n".join(page()[:N_FIRST])
    expect_empty(name for name in SmartAsync.__all__ if name not in text)


@claim("help explains functions, and not what every module has")
def help_explains():
    lines = page()
    functions = lines[lines.index("FUNCTIONS"):]
    expect_empty(name for name in SmartAsync.__all__
                 if inspect.isfunction(getattr(SmartAsync, name))
                 and not any(line.startswith(f"    {name}(") for line in functions))
    expect_empty(line for line in lines if line.startswith("    __") or "ProxyModule" in line)
    assert len(lines) < 700, len(lines)


@claim("each public name has a docstring")
def documented():
    expect_empty(name for name in SmartAsync.__all__ if not inspect.getdoc(getattr(SmartAsync, name)))


@claim("dir and completion have what is of use")
def directory():
    names = dir(SmartAsync)
    expect_empty(name for name in [*USED, "Policy", "Error", "set_default_timeout"] if name not in names)
    expect_empty(name for name in names if name.startswith("_") or name.endswith("Class"))
    expect_empty(name for name in names if not hasattr(SmartAsync, name))

    completer = rlcompleter.Completer({"SmartAsync": SmartAsync})
    matches = completer.attr_matches("SmartAsync.s")
    assert any(match.startswith("SmartAsync.sync") for match in matches), matches


@claim("importing all imports what the override has")
def star():
    namespace = {}
    exec("from gi.repository.SmartAsync import *", namespace)
    assert set(SmartAsync.__all__) <= set(namespace)
    assert namespace.get("__doc__") is None


if __name__ == "__main__":
    main()
