/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names of calls that outlive the library that had them.
 */

#include "base/name.h"

#include <string.h>

/* A callback can come when the plug-in is unloaded that had the twin, and its name. So a copy is used that GLib keeps
 * for good. Looking that up takes a lock, and is not needed for a name that the thread has used shortly before: its
 * address only says where to look, as another name may be there by now.
 */
const char *
smart_async_names_keep (SmartAsyncNames *self,
                        const char      *name)
{
  const char **kept = &self->kept[(gsize) name / sizeof (gpointer) % SMART_ASYNC_N_NAMES];

  if (G_UNLIKELY (*kept == NULL || (*kept != name && strcmp (*kept, name) != 0)))
    *kept = g_intern_string (name);

  return *kept;
}
