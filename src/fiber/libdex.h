/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is used of libdex, which this library does not link: it is found if the program has it.
 */

#pragma once

#include <gio/gio.h>

/* Functions of libdex, with gpointer for its types. */
typedef struct
{
  gpointer (*promise_new)             (void);
  void     (*promise_resolve_boolean) (gpointer promise, gboolean value);
  gboolean (*await)                   (gpointer future, GError **error);  /* takes the reference */
  gpointer (*ref)                     (gpointer object);
  void     (*unref)                   (gpointer object);
} SmartAsyncLibdex;

gboolean                smart_async_libdex_dispatches (GMainContext  *context);
const SmartAsyncLibdex *smart_async_libdex_get        (GError       **error);
