# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What can't be guessed of functions: from the generator's configuration files, which are installed with it.

import fnmatch
import os
from typing import Dict, Iterable, List, Optional, Tuple

from gi.repository import GLib

FINISH, CONTEXT_STREAM = "finish", "context-stream"

Rule = Tuple[str, str, str]
"""A glob of functions in C, a key, and its value for those that match."""

_rules: Dict[str, List[Rule]] = {}
"""By namespace."""


def _folders() -> Iterable[str]:
    given = os.environ.get("SMART_ASYNC_CODEGEN_CONFIG_DIR")
    if given:
        yield given
    for folder in GLib.get_system_data_dirs():
        yield os.path.join(folder, "smartasync-1", "codegen")


def _read(path: str) -> List[Rule]:
    file = GLib.KeyFile()
    file.load_from_file(path, GLib.KeyFileFlags.NONE)
    rules = []
    for group in file.get_groups()[0]:
        keys = file.get_keys(group)[0]
        rules += [(glob, key, file.get_string(group, key))
                  for glob in group.split()[1:] for key in (FINISH, CONTEXT_STREAM) if key in keys]
    return rules


def _find(namespace: str) -> List[Rule]:
    for folder in _folders():
        path = os.path.join(folder, namespace + ".conf")
        if os.path.exists(path):
            return _read(path)
    return []


def _configured(namespace: str, symbol: str, key: str) -> Optional[str]:
    """What the configuration says of a function; None where it says nothing.

    One that is named outranks globs, of which the first decides.
    """
    if namespace not in _rules:
        _rules[namespace] = _find(namespace)
    rules = [(glob, value) for glob, known, value in _rules[namespace] if known == key]
    exact = [value for glob, value in rules if glob == symbol]
    matching = [value for glob, value in rules if fnmatch.fnmatchcase(symbol, glob)]
    return next(iter(exact + matching), None)


def configured_finish(namespace: str, symbol: str) -> Optional[str]:
    """The name in C of a function's finish function."""
    return _configured(namespace, symbol, FINISH)


def gives_context_stream(namespace: str, symbol: str) -> bool:
    """Whether the stream that a function gives insists on the main context on which it was made."""
    return _configured(namespace, symbol, CONTEXT_STREAM) == "true"
