# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What a call sets in its context, carried out of it.

from contextvars import Context

_NOTHING = object()


def carry(context: Context) -> None:
    """Sets the variables of the current context as they are in another one, in which a part of a call has run."""
    for variable, value in context.items():
        if variable.get(_NOTHING) is not value:
            variable.set(value)
