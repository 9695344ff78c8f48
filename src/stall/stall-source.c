/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source, in words.
 */

#define _GNU_SOURCE

#include "stall/stall-source.h"

#include <dlfcn.h>

/* Whether it is one of this library's. */
gboolean
smart_async_stall_source_is_own (GSource *source)
{
  const char *name = g_source_get_name (source);

  return name != NULL && g_str_has_prefix (name, "[smartasync] ");
}

/* Which function a source calls: all GLib's idle sources have the same name. */
static gpointer
get_callback (GSource *source)
{
  GSourceFunc func = NULL;
  gpointer data = NULL;

  if (source->callback_funcs != NULL && source->callback_data != NULL)
    source->callback_funcs->get (source->callback_data, source, &func, &data);

  return (gpointer) func;
}

/* A static function has no name at run time, but a place that addr2line(1) knows. */
static void
append_function (GString  *text,
                 gpointer  function)
{
  Dl_info info;

  if (dladdr (function, &info) == 0 || info.dli_fname == NULL)
    g_string_append_printf (text, "%p", function);
  else if (info.dli_sname != NULL && info.dli_saddr == function)
    g_string_append (text, info.dli_sname);
  else
    g_string_append_printf (text, "%s+0x%" G_GSIZE_MODIFIER "x", info.dli_fname,
                            (gsize) ((char *) function - (char *) info.dli_fbase));
}

/* The caller has a reference. @stays_whole: nobody destroys it meanwhile, which would free what it calls. */
void
smart_async_stall_source_describe (GString  *text,
                                   GSource  *source,
                                   gboolean  stays_whole)
{
  const char *name = g_source_get_name (source);
  gpointer callback = stays_whole ? get_callback (source) : NULL;

  g_string_append_printf (text, "“%s” (id %u, priority %d", name != NULL ? name : "no name", g_source_get_id (source),
                          g_source_get_priority (source));

  if (callback != NULL)
    {
      g_string_append (text, ", calls ");
      append_function (text, callback);
    }

  g_string_append_c (text, ')');
}
