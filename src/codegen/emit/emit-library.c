/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the build of a library that has nothing but twins.
 */

#include "emit/emit-library.h"

#include <string.h>

#include "base/diagnostics.h"

/* Whether a text can stand between quotes in Meson without escapes, as names of packages and namespaces can. */
static gboolean
is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("+-._,", *p) == NULL)
        return FALSE;
    }

  return *text != '\0';
}

static gboolean
check_names (GirModel  *model,
             GError   **error)
{
  const char *wrong = NULL;

  for (guint i = 0; i < model->packages->len; i++)
    {
      if (!is_plain (g_ptr_array_index (model->packages, i)))
        wrong = g_ptr_array_index (model->packages, i);
    }
  if (model->version == NULL || !is_plain (model->version))
    wrong = model->version != NULL ? model->version : "";
  if (model->symbol_prefixes != NULL && !is_plain (model->symbol_prefixes))
    wrong = model->symbol_prefixes;

  if (wrong != NULL)
    diagnostics_set_error_at (error, model->file, 0, "\"%s\" is no name that a build can have", wrong);

  return wrong == NULL;
}

static void
append_dependencies (GString           *text,
                     GirModel          *model,
                     const EmitOptions *options)
{
  g_string_append_printf (text, "dependencies = [\n  dependency('%s'),\n",
                          options->is_standalone ? "gio-2.0" :
                          options->has_futures ? "smartasync-dex-1" : "smartasync-1");
  for (guint i = 0; i < model->packages->len; i++)
    g_string_append_printf (text, "  dependency('%s'),\n", (const char *) g_ptr_array_index (model->packages, i));
  g_string_append (text, "]\n\n");
}

/* The twins have the symbol prefix of the functions that they belong to, so that a
 * binding calls gdk_clipboard_read_sync() GdkSync.clipboard_read_sync().
 */
static void
append_prefixes (GString  *text,
                 GirModel *model)
{
  g_auto (GStrv) prefixes = g_strsplit (model->symbol_prefixes != NULL ? model->symbol_prefixes : "", ",", -1);

  g_string_append (text, "  symbol_prefix: [");
  for (guint i = 0; prefixes[i] != NULL; i++)
    g_string_append_printf (text, "%s'%s'", i > 0 ? ", " : "", prefixes[i]);
  g_string_append (text, "],\n");
}

/* A Meson project, to be put beside what is generated. */
char *
emit_library (GirModel           *model,
              const EmitOptions  *options,
              GError            **error)
{
  const char *basename = options->basename;
  const char *suffix = options->is_async ? "Async" : "Sync";
  g_autofree char *head = emit_head ("#", "", options->spdx);
  GString *text;

  if (!check_names (model, error))
    return NULL;

  text = g_string_new (head);
  g_string_append_printf (text, "project('%s', 'c', meson_version: '>= 1.0.0', default_options: ['c_std=gnu11'])\n\n"
                          "gnome = import('gnome')\n", basename);
  append_dependencies (text, model, options);
  g_string_append_printf (text, "headers = files('%s.h')\nsources = files('%s.c')\ninstall_headers(headers)\n\n"
                          "lib = library('%s', sources, dependencies: dependencies, install: true)\n\n",
                          basename, basename, basename);
  g_string_append_printf (text, "gnome.generate_gir(lib,\n  sources: [headers, sources],\n"
                          "  namespace: '%s%s',\n  nsversion: '%s',\n  identifier_prefix: '%s%s',\n",
                          model->name, suffix, model->version, model->name, suffix);
  append_prefixes (text, model);
  g_string_append_printf (text, "  includes: ['%s-%s', 'Gio-2.0'],\n  dependencies: dependencies,\n  header: '%s.h',\n"
                          "  extra_args: ['--quiet', '--warn-all'],\n  fatal_warnings: true,\n  install: true,\n)\n\n",
                          model->name, model->version, basename);
  g_string_append_printf (text, "import('pkgconfig').generate(lib, name: '%s', description: '%s of %s')\n",
                          basename, options->is_async ? "Asynchronous pairs" : "Blocking twins", model->name);

  return g_string_free (text, FALSE);
}
