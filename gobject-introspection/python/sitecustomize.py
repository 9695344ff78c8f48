# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For tests and `meson devenv`: the override of this source, where PyGObject would find an installed one before it.

import sys
from importlib.machinery import PathFinder
from pathlib import Path

OVERRIDES = Path(__file__).parent / "gi" / "overrides"


class SourceFirst:
    @staticmethod
    def find_spec(name, path, target=None):
        return PathFinder.find_spec(name, [str(OVERRIDES)]) if name == "gi.overrides.SmartAsync" else None


sys.meta_path.insert(0, SourceFirst)
