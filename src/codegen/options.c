/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The command line.
 */

#include "options.h"

#include <string.h>

#include "base/diagnostics.h"

#define SUMMARY \
  "Writes blocking twins for asynchronous functions.\n\n" \
  "GIR is a file, or NAME-VERSION to be found in the GIR path. --list takes several. The manual page has more."

/* The options that are words, as GOption gives them: not yet checked to be known words. */
typedef struct
{
  char *list;
  char *naming;
  char *existing;
  char *out_params;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->list);
  g_free (words->naming);
  g_free (words->existing);
  g_free (words->out_params);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

void
options_clear (Options *options)
{
  g_free (options->help);
  g_free (options->namespace);
  g_free (options->nsversion);
  g_free (options->scanner);
  g_free (options->output);
  g_free (options->depfile);
  g_free (options->annotate_gir);
  g_free (options->export_macro);
  g_free (options->name_prefix);
  g_free (options->spdx);
  g_free (options->baseline);
  g_free (options->write_config);
  g_strfreev (options->packages);
  g_strfreev (options->gir_includes);
  g_strfreev (options->identifier_prefixes);
  g_strfreev (options->symbol_prefixes);
  g_strfreev (options->gir_dirs);
  g_strfreev (options->includes);
  g_strfreev (options->configs);
  g_strfreev (options->config_dirs);
  g_strfreev (options->only);
  g_strfreev (options->exclude);
  g_strfreev (options->finish);
  g_strfreev (options->cflags);
  g_strfreev (options->files);
}

static gboolean
is_cflag (const char *argument)
{
  return argument[0] == '-' && argument[1] != '\0' && strchr ("IDU", argument[1]) != NULL;
}

/* Moves -Idir, -Dname and -Uname out of the way of GOption, which does not know
 * options that are joined to their value, and gives --list its default: GOption
 * would take the next argument for an optional value. Returns the rest.
 */
static char **
separate (const char * const   *argv,
          char               ***cflags)
{
  GPtrArray *rest = g_ptr_array_new ();
  GPtrArray *flags = g_ptr_array_new ();
  gboolean is_plain = FALSE;

  for (guint i = 0; argv[i] != NULL; i++)
    {
      is_plain = is_plain || strcmp (argv[i], "--") == 0;
      if (is_plain || i == 0)
        {
          g_ptr_array_add (rest, g_strdup (argv[i]));
        }
      else if (is_cflag (argv[i]) && argv[i][2] == '\0' && argv[i + 1] != NULL)
        {
          g_ptr_array_add (flags, g_strconcat (argv[i], argv[i + 1], NULL));
          i++;
        }
      else if (is_cflag (argv[i]))
        {
          g_ptr_array_add (flags, g_strdup (argv[i]));
        }
      else
        {
          g_ptr_array_add (rest, g_strdup (strcmp (argv[i], "--list") == 0 ? "--list=text" : argv[i]));
        }
    }

  g_ptr_array_add (rest, NULL);
  g_ptr_array_add (flags, NULL);
  *cflags = (char **) g_ptr_array_free (flags, FALSE);

  return (char **) g_ptr_array_free (rest, FALSE);
}

/* Finds @word among @choices, NULL-terminated. */
static gboolean
choose (const char          *option,
        const char          *word,
        const char * const  *choices,
        guint               *choice,
        GError             **error)
{
  g_autofree char *known = NULL;

  *choice = 0;
  for (guint i = 0; word != NULL && choices[i] != NULL; i++)
    {
      if (strcmp (word, choices[i]) == 0)
        {
          *choice = i;
          return TRUE;
        }
    }

  if (word == NULL)
    return TRUE;

  known = g_strjoinv (" or ", (char **) choices);
  diagnostics_set_usage (error, "--%s=%s: it is %s", option, word, known);

  return FALSE;
}

static gboolean
read_words (Options      *options,
            const Words  *words,
            GError      **error)
{
  static const char * const lists[] = { "text", "json", NULL };
  static const char * const namings[] = { "sync", "gio", NULL };
  static const char * const existings[] = { "skip", "generate", NULL };
  static const char * const out_params[] = { "before-cancellable", "after-cancellable", NULL };
  guint choice;

  if (!choose ("list", words->list, lists, &choice, error))
    return FALSE;
  options->list = words->list != NULL ? LIST_TEXT + choice : LIST_NONE;

  if (!choose ("naming", words->naming, namings, &choice, error))
    return FALSE;
  options->naming = words->naming != NULL ? PAIRING_NAMING_SYNC + choice : PAIRING_NAMING_UNSET;

  if (!choose ("existing", words->existing, existings, &choice, error))
    return FALSE;
  options->existing = choice;

  if (!choose ("out-params", words->out_params, out_params, &choice, error))
    return FALSE;
  options->out_params = words->out_params != NULL ? TWIN_OUTS_BEFORE_CANCELLABLE + choice : TWIN_OUTS_UNSET;

  return TRUE;
}

/* The library's own --help would print in the charset of a locale that was never set. */
static gboolean
parse_with (Options              *options,
            Words                *words,
            const char * const   *argv,
            GError              **error)
{
  gboolean show_help = FALSE;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "Write PREFIX.h and PREFIX.c", "PREFIX" },
    { "list", 0, 0, G_OPTION_ARG_STRING, &words->list, "Print what would be done, one entry a function", "text|json" },
    { "check", 0, 0, G_OPTION_ARG_NONE, &options->check, "Write nothing; fail unless PREFIX.h and PREFIX.c are current", NULL },
    { "async", 0, 0, G_OPTION_ARG_NONE, &options->async, "Write asynchronous pairs for functions that block instead", NULL },
    { "only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->only, "Only functions that match", "GLOB" },
    { "exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->exclude, "No functions that match", "GLOB" },
    { "existing", 0, 0, G_OPTION_ARG_STRING, &words->existing, "Functions that have a twin already (default: skip)", "skip|generate" },
    { "naming", 0, 0, G_OPTION_ARG_STRING, &words->naming, "X_async becomes X_sync (default), or X", "sync|gio" },
    { "out-params", 0, 0, G_OPTION_ARG_STRING, &words->out_params, "Where out parameters go (default: before it if it is last)", "before-cancellable|after-cancellable" },
    { "finish", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->finish, "The finish function of an async function", "ASYNC=FINISH" },
    { "include", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->includes, "Include HEADER in the generated header", "HEADER" },
    { "export-macro", 0, 0, G_OPTION_ARG_STRING, &options->export_macro, "Put this in front of each prototype", "MACRO" },
    { "name-prefix", 0, 0, G_OPTION_ARG_STRING, &options->name_prefix, "Put this in front of each twin's name", "PREFIX" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->configs, "Read this configuration; see the manual", "FILE" },
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->config_dirs, "Look for NAMESPACE.conf here first", "DIR" },
    { "no-config", 0, 0, G_OPTION_ARG_NONE, &options->no_config, "Leave out the configuration that is installed for the namespace", NULL },
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &options->baseline, "Make twins like those that OLD.gir has", "OLD.gir" },
    { "write-config", 0, 0, G_OPTION_ARG_FILENAME, &options->write_config, "With --baseline: write a configuration that does the same", "FILE" },
    { "annotate-gir", 0, 0, G_OPTION_ARG_FILENAME, &options->annotate_gir, "Write the GIR with pairing annotations", "OUT" },
    { "library", 0, 0, G_OPTION_ARG_NONE, &options->library, "Write meson.build as well, for a library of its own", NULL },
    { "standalone", 0, 0, G_OPTION_ARG_NONE, &options->standalone, "Write twins that need no library", NULL },
    { "spdx", 0, 0, G_OPTION_ARG_STRING, &options->spdx, "Write the licence at the top of each file", "EXPRESSION" },
    { "depfile", 0, 0, G_OPTION_ARG_FILENAME, &options->depfile, "Write what was read, for make and ninja", "FILE" },
    { "gir-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->gir_dirs, "Look for GIRs here first", "DIR" },
    { "scan", 0, 0, G_OPTION_ARG_NONE, &options->scan, "Read C headers and sources instead of a GIR", NULL },
    { "namespace", 0, 0, G_OPTION_ARG_STRING, &options->namespace, "With --scan: the namespace", "NAME" },
    { "nsversion", 0, 0, G_OPTION_ARG_STRING, &options->nsversion, "With --scan: its version", "VERSION" },
    { "pkg", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->packages, "With --scan: a pkg-config package", "PACKAGE" },
    { "gir-include", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->gir_includes, "With --scan: a namespace whose types are used", "NAME-VERSION" },
    { "identifier-prefix", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->identifier_prefixes, "With --scan: prefix of C types", "PREFIX" },
    { "symbol-prefix", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->symbol_prefixes, "With --scan: prefix of C functions", "PREFIX" },
    { "scanner", 0, 0, G_OPTION_ARG_FILENAME, &options->scanner, "With --scan: the scanner to run (default: g-ir-scanner)", "PROGRAM" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->show_version, "Print the version", NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &show_help, "Print this text", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "GIR…" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) rest = separate (argv, &options->cflags);
  g_autoptr (GError) local = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, SUMMARY);
  g_option_context_set_description (context, "With --scan, -I, -D and -U are handed to the scanner.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &rest, &local))
    {
      diagnostics_set_usage (error, "%s", local->message);
      return FALSE;
    }

  if (show_help)
    options->help = g_option_context_get_help (context, TRUE, NULL);

  return TRUE;
}

/* Reads the command line into @options, which is all zero before. */
gboolean
options_parse (Options             *options,
               const char * const  *argv,
               GError             **error)
{
  g_auto (Words) words = { NULL, NULL, NULL, NULL };

  if (!parse_with (options, &words, argv, error))
    return FALSE;
  if (options->show_version || options->help != NULL)
    return TRUE;

  return read_words (options, &words, error) && options_check (options, error);
}
