/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which headers the generated one includes.
 */

#include "includes.h"

#include "base/diagnostics.h"
#include "emit/emit-guards.h"
#include "read/names.h"

static void
add_include (GPtrArray  *includes,
             char       *line)
{
  if (g_ptr_array_find_with_equal_func (includes, line, g_str_equal, NULL))
    g_free (line);
  else
    g_ptr_array_add (includes, line);
}

/* A library's own headers, which are not installed yet, are included by "file.h". */
static void
add_scanned_header (GPtrArray  *includes,
                    const char *header)
{
  g_autofree char *name = header != NULL ? g_path_get_basename (header) : NULL;

  if (name != NULL && names_is_header (name))
    add_include (includes, g_strdup_printf ("\"%s\"", name));
}

/* Those that declare the async functions, and those of types that these headers may only name. */
static void
add_scanned_headers (GPtrArray *includes,
                     GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status != PAIR_GENERATE)
        continue;
      add_scanned_header (includes, pair->async->header);
      for (guint j = 0; j < pair->twin->parameters->len; j++)
        add_scanned_header (includes, emit_guards_get_header (pair->twin, twin_get_parameter (pair->twin, j)));
    }
}

static gboolean
has_bool (Twin *twin)
{
  static const char pattern[] = "\\bbool\\b";
  gboolean found = g_regex_match_simple (pattern, twin->returns, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);

  for (guint i = 0; !found && i < twin->parameters->len; i++)
    found = g_regex_match_simple (pattern, twin_get_parameter (twin, i)->c_type, G_REGEX_DEFAULT,
                                  G_REGEX_MATCH_DEFAULT);

  return found;
}

/* Older C has bool only from a header, which the library's own does not include if it says _Bool. */
static void
add_header_of_bool (GPtrArray *includes,
                    GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && has_bool (pair->twin))
        {
          add_include (includes, g_strdup ("<stdbool.h>"));
          return;
        }
    }
}

static void
add_given_includes (GPtrArray     *includes,
                    const Options *options)
{
  const char *format = options->scan ? "\"%s\"" : "<%s>";

  for (guint i = 0; options->includes != NULL && options->includes[i] != NULL; i++)
    {
      const char *include = options->includes[i];
      gboolean is_quoted = *include == '<' || *include == '"';

      add_include (includes, is_quoted ? g_strdup (include) : g_strdup_printf (format, include));
    }
}

/* Pairs have types of GIO, which the headers of a library that has none do not include. */
static void
add_header_of_gio (GPtrArray *includes,
                   GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && pair->blocking != NULL)
        {
          add_include (includes, g_strdup ("<gio/gio.h>"));
          return;
        }
    }
}

/* The headers that the generated one includes, each as it is written. */
GPtrArray *
includes_collect (const Options *options,
                  Config        *config,
                  GirModel      *model,
                  GPtrArray     *pairs)
{
  GPtrArray *includes = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) configured = config_get_list (config, NULL, CONFIG_INCLUDE);

  for (guint i = 0; i < model->c_includes->len; i++)
    add_include (includes, g_strdup_printf ("<%s>", (const char *) g_ptr_array_index (model->c_includes, i)));
  for (guint i = 0; configured[i] != NULL; i++)
    add_include (includes, g_strdup_printf ("<%s>", configured[i]));
  add_given_includes (includes, options);
  if (options->scan && includes->len == 0)
    add_scanned_headers (includes, pairs);
  if (includes->len > 0)
    {
      add_header_of_gio (includes, pairs);
      add_header_of_bool (includes, pairs);
    }

  return includes;
}

/* Without the library's header, nothing that is generated would compile. */
gboolean
includes_check (GirModel   *model,
                GPtrArray  *includes,
                GPtrArray  *pairs,
                GError    **error)
{
  for (guint i = 0; includes->len == 0 && i < pairs->len; i++)
    {
      if (((Pair *) g_ptr_array_index (pairs, i))->status == PAIR_GENERATE)
        {
          diagnostics_set_error_at (error, model->file, 0,
                                    "it does not say which header %s has; name it with --include=HEADER", model->name);
          return FALSE;
        }
    }

  if (includes->len == 0)
    add_include (includes, g_strdup ("<gio/gio.h>"));

  return TRUE;
}
