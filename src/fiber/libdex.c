/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is used of libdex, which this library does not link: it is found if the program has it.
 */

#define _GNU_SOURCE /* RTLD_DEFAULT */

#include "fiber/libdex.h"

#include <dlfcn.h>

/* All versions of libdex give this name to the sources that run their fibers. */
#define SOURCE_NAME "[dex-fiber-scheduler]"

/* Whether libdex runs a fiber of this context here: then the source that is dispatched is its scheduler. Callbacks of a
 * loop that a fiber runs are dispatched by other sources.
 */
gboolean
smart_async_libdex_dispatches (GMainContext *context)
{
  GSource *source = g_main_current_source ();
  const char *name;

  if (source == NULL || g_source_is_destroyed (source) || g_source_get_context (source) != context)
    return FALSE;

  name = g_source_get_name (source);

  return name != NULL && g_str_equal (name, SOURCE_NAME);
}

/* A library that was opened by another one is not searched by dlsym(), unless asked for by its name. */
static gpointer
find_symbol (const char *name)
{
  gpointer symbol = dlsym (RTLD_DEFAULT, name);
  gpointer library;

  if (symbol != NULL)
    return symbol;

  library = dlopen ("libdex-1.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (library == NULL)
    return NULL;

  symbol = dlsym (library, name);
  dlclose (library);

  return symbol;
}

static gboolean
find (SmartAsyncLibdex *self)
{
  *(gpointer *) &self->promise_new = find_symbol ("dex_promise_new");
  *(gpointer *) &self->promise_resolve_boolean = find_symbol ("dex_promise_resolve_boolean");
  *(gpointer *) &self->await = find_symbol ("dex_await");
  *(gpointer *) &self->ref = find_symbol ("dex_ref");
  *(gpointer *) &self->unref = find_symbol ("dex_unref");

  return self->promise_new != NULL && self->promise_resolve_boolean != NULL && self->await != NULL &&
         self->ref != NULL && self->unref != NULL;
}

/* Called where libdex is in the process: the first answer holds for good. */
const SmartAsyncLibdex *
smart_async_libdex_get (GError **error)
{
  static SmartAsyncLibdex libdex;
  static gsize state;  /* 1: found, 2: not found */

  if (g_once_init_enter (&state))
    g_once_init_leave (&state, find (&libdex) ? 1 : 2);

  if (state == 1)
    return &libdex;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "the functions that suspend a fiber of libdex are not to be found in this process: link libdex as "
                       "a shared library, or export its symbols");

  return NULL;
}
