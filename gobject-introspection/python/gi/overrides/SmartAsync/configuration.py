# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Finish functions that can't be guessed: from the generator's configuration files, which are installed with it.

import fnmatch
import os
from typing import Dict, Iterable, List, Optional, Tuple

from gi.repository import GLib

_rules: Dict[str, List[Tuple[str, str]]] = {}
"""By namespace: globs of functions in C, and the finish function of those that match."""


def _folders() -> Iterable[str]:
    given = os.environ.get("SMART_ASYNC_CODEGEN_CONFIG_DIR")
    if given:
        yield given
    for folder in GLib.get_system_data_dirs():
        yield os.path.join(folder, "smartasync-1", "codegen")


def _read(path: str) -> List[Tuple[str, str]]:
    file = GLib.KeyFile()
    file.load_from_file(path, GLib.KeyFileFlags.NONE)
    rules = []
    for group in file.get_groups()[0]:
        words = group.split()
        if len(words) == 2 and "finish" in file.get_keys(group)[0]:
            rules.append((words[1], file.get_string(group, "finish")))
    return rules


def _find(namespace: str) -> List[Tuple[str, str]]:
    for folder in _folders():
        path = os.path.join(folder, namespace + ".conf")
        if os.path.exists(path):
            return _read(path)
    return []


def configured_finish(namespace: str, symbol: str) -> Optional[str]:
    """The name in C of a function's finish function; None where the configuration says nothing.

    One that is named outranks globs, of which the first decides.
    """
    if namespace not in _rules:
        _rules[namespace] = _find(namespace)
    rules = _rules[namespace]
    exact = [finish for glob, finish in rules if glob == symbol]
    matching = [finish for glob, finish in rules if fnmatch.fnmatchcase(symbol, glob)]
    return next(iter(exact + matching), None)
