/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What can stand on the command line, and what can stand there together.
 */

#include "options.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/names.h"

static gboolean
check_finish (char   **finish,
              GError **error)
{
  for (guint i = 0; finish != NULL && finish[i] != NULL; i++)
    {
      const char *equals = strchr (finish[i], '=');

      if (equals == NULL || equals == finish[i] || equals[1] == '\0')
        {
          diagnostics_set_usage (error, "--finish=%s: it is ASYNC=FINISH, two C identifiers", finish[i]);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_include (const char  *include,
               GError     **error)
{
  gsize length = strlen (include);
  gboolean is_quoted = length > 2 && ((include[0] == '<' && include[length - 1] == '>') ||
                                      (include[0] == '"' && include[length - 1] == '"'));
  g_autofree char *name = is_quoted ? g_strndup (include + 1, length - 2) : g_strdup (include);

  if (names_is_header (name))
    return TRUE;

  diagnostics_set_usage (error, "--include=%s: this is not the name of a header", include);

  return FALSE;
}

static gboolean
check_identifier (const char  *option,
                  const char  *word,
                  GError     **error)
{
  if (word == NULL || ctype_is_identifier (word))
    return TRUE;

  diagnostics_set_usage (error, "--%s=%s: this is not a C identifier", option, word);

  return FALSE;
}

/* As SPDX defines an expression; in a comment it must not end that. */
static gboolean
check_licence (const char  *expression,
               GError     **error)
{
  static const char * const characters = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.+:() ";

  if (expression == NULL ||
      (strpbrk (expression, G_CSET_A_2_Z G_CSET_a_2_z) != NULL && expression[strspn (expression, characters)] == '\0'))
    return TRUE;

  diagnostics_set_usage (error, "--spdx=%s: this is not a licence expression, such as LGPL-2.1-or-later", expression);

  return FALSE;
}

static gboolean
check_baseline (Options  *options,
                GError  **error)
{
  if (options->write_config == NULL || options->baseline != NULL)
    return TRUE;

  diagnostics_set_usage (error, "--write-config needs --baseline=OLD.gir, which says how twins were");

  return FALSE;
}

/* What is said of twins says nothing of pairs. */
static gboolean
check_async (Options  *options,
             GError  **error)
{
  gboolean has_twins = options->finish != NULL || options->naming != PAIRING_NAMING_UNSET ||
                       options->existing != PAIRING_EXISTING_SKIP || options->out_params != TWIN_OUTS_UNSET ||
                       options->annotate_gir != NULL || options->baseline != NULL;

  if (!options->async || !has_twins)
    return TRUE;

  diagnostics_set_usage (error, "--finish, --naming, --existing, --out-params, --annotate-gir and --baseline are for "
                         "twins, and --async makes none");

  return FALSE;
}

static gboolean
check_output (Options  *options,
              GError  **error)
{
  g_autofree char *basename = NULL;

  if (options->output == NULL && options->list == LIST_NONE && options->annotate_gir == NULL &&
      (options->baseline == NULL || options->check))
    {
      diagnostics_set_usage (error, options->check ? "--check needs --output=PREFIX, which says what to compare"
                                                   : "nothing to do: give --output=PREFIX, --annotate-gir=OUT, --baseline=OLD.gir or "
                             "--list");
      return FALSE;
    }
  if (options->output == NULL && (options->check || options->depfile != NULL || options->library))
    {
      diagnostics_set_usage (error, "%s needs --output=PREFIX",
                             options->check ? "--check" : options->library ? "--library" : "--depfile");
      return FALSE;
    }
  if (options->output == NULL)
    return TRUE;

  basename = g_path_get_basename (options->output);
  if (!names_is_header (basename) || *options->output == '\0' || g_str_has_suffix (options->output, "/") ||
      strspn (basename, ".") == strlen (basename))
    {
      diagnostics_set_usage (error, "--output=%s: no header can be named like this", options->output);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_for_one (Options *options)
{
  return options->output != NULL || options->annotate_gir != NULL || options->baseline != NULL;
}

static gboolean
check_input (Options  *options,
             GError  **error)
{
  guint n_files = options->files != NULL ? g_strv_length (options->files) : 0;

  if (!options->scan && (options->namespace != NULL || options->nsversion != NULL || options->packages != NULL ||
                         options->gir_includes != NULL || options->identifier_prefixes != NULL ||
                         options->symbol_prefixes != NULL || options->scanner != NULL || options->cflags[0] != NULL))
    {
      diagnostics_set_usage (error, "--namespace, --nsversion, --pkg, --gir-include, --identifier-prefix, "
                             "--symbol-prefix, --scanner, -I, -D and -U are for --scan");
      return FALSE;
    }
  if (!options->scan && (n_files == 0 || (n_files > 1 && is_for_one (options))))
    {
      diagnostics_set_usage (error, n_files == 0 ? "no GIR is given" : "--output, --annotate-gir and --baseline are for "
                             "one GIR, and more are given");
      return FALSE;
    }
  if (options->scan && (options->annotate_gir != NULL || options->library))
    {
      diagnostics_set_usage (error, "--%s needs a GIR, not --scan", options->library ? "library" : "annotate-gir");
      return FALSE;
    }
  if (options->scan && (options->namespace == NULL || options->nsversion == NULL))
    {
      diagnostics_set_usage (error, "--scan needs --namespace and --nsversion");
      return FALSE;
    }
  if (options->scan && n_files == 0)
    {
      diagnostics_set_usage (error, "--scan needs the headers to scan");
      return FALSE;
    }

  return TRUE;
}

/* Whether the options, of which each was read, go together. */
gboolean
options_check (Options  *options,
               GError  **error)
{
  for (guint i = 0; options->includes != NULL && options->includes[i] != NULL; i++)
    {
      if (!check_include (options->includes[i], error))
        return FALSE;
    }

  if (!check_identifier ("export-macro", options->export_macro, error) ||
      !check_identifier ("name-prefix", options->name_prefix, error) || !check_licence (options->spdx, error))
    return FALSE;

  return check_finish (options->finish, error) && check_input (options, error) && check_baseline (options, error) &&
         check_async (options, error) && check_output (options, error);
}
