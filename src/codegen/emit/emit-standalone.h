/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what twins need to do without the library.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The callback that the start function gives to the asynchronous one. If the library makes the call, it is the one of
 * that, which is still there when whatever has the twin may have been unloaded.
 */
#define EMIT_STANDALONE_READY "smart_async_call_get_ready (call)"

void emit_standalone (GString  *text,
                      gboolean  is_async);

G_END_DECLS
