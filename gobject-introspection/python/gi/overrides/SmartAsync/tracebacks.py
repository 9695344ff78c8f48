# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tracebacks that show the lines of a program, and of the override only the function that was called.

import os
import sys
from types import TracebackType
from typing import List, Optional, TypeVar

_FOLDER = os.path.join(os.path.dirname(__file__), "")
_KEEPS_ALL = sys.flags.dev_mode

_Failure = TypeVar("_Failure", bound=BaseException)


def _is_ours(entry: TracebackType) -> bool:
    return entry.tb_frame.f_code.co_filename.startswith(_FOLDER)


def trimmed(failure: _Failure) -> _Failure:
    """The exception, without the override's entries in its traceback; with `python3 -X dev` all of them are kept.

    Where it is raised again, Python adds that one function: nothing can take that away.
    """
    entries: List[TracebackType] = []
    entry: Optional[TracebackType] = None if _KEEPS_ALL else failure.__traceback__
    while entry is not None:
        entries.append(entry)
        entry = entry.tb_next
    if not any(map(_is_ours, entries)):
        return failure
    rest: Optional[TracebackType] = None
    for entry in reversed(entries):
        if not _is_ours(entry):
            rest = TracebackType(rest, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return failure.with_traceback(rest)
