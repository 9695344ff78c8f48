/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The steps from introspection data to generated code.
 */

#include "generate.h"

#include <stdio.h>
#include <unistd.h>

#include "base/diagnostics.h"
#include "baseline-report.h"
#include "emit/annotate-gir.h"
#include "emit/emit-config.h"
#include "emit/emit-library.h"
#include "emit/emit.h"
#include "emit/list.h"
#include "emit/output.h"
#include "includes.h"
#include "load.h"
#include "pair/blocking.h"
#include "pair/hooks.h"
#include "pair/visibility.h"
#include "read/type-resolver.h"
#include "warnings.h"

/* The build stands beside what it builds. */
static gboolean
add_library (const Options      *options,
             GirModel           *model,
             const EmitOptions  *emit_options,
             GPtrArray          *files,
             GError            **error)
{
  g_autofree char *folder = g_path_get_dirname (options->output);
  g_autofree char *file = g_build_filename (folder, "meson.build", NULL);
  char *text;

  if (!options->library)
    return TRUE;

  text = emit_library (model, emit_options, error);
  if (text == NULL)
    return FALSE;

  g_ptr_array_add (files, output_file_new (g_str_has_prefix (file, "./") ? file + 2 : file, "", text));

  return TRUE;
}

/* Whether a twin is made for a function that returns a future. */
static gboolean
has_futures (GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && pair->await != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
add_twins (const Options  *options,
           Config         *config,
           GirModel       *model,
           GPtrArray      *pairs,
           GPtrArray      *files,
           GError        **error)
{
  g_autoptr (GPtrArray) includes = includes_collect (options, config, model, pairs);
  g_autofree char *basename = g_path_get_basename (options->output);
  g_auto (GStrv) defines = config_get_list (config, NULL, CONFIG_DEFINE);
  g_auto (GStrv) source_includes = config_get_list (config, NULL, CONFIG_SOURCE_INCLUDE);
  const char *export_macro = options->export_macro != NULL ? options->export_macro
                                                           : config_get (config, NULL, CONFIG_EXPORT_MACRO);
  const EmitOptions emit_options = {
    .basename = basename,
    .export_macro = export_macro,
    .defines = (const char * const *) defines,
    .includes = includes,
    .source_includes = (const char * const *) source_includes,
    .spdx = options->spdx,
    .is_standalone = options->standalone,
    .has_futures = has_futures (pairs),
    .is_async = options->async,
  };

  if (!includes_check (model, includes, pairs, error))
    return FALSE;

  g_ptr_array_add (files, output_file_new (options->output, ".h", emit_header (pairs, &emit_options)));
  g_ptr_array_add (files, output_file_new (options->output, ".c", emit_source (pairs, &emit_options)));

  return add_library (options, model, &emit_options, files, error);
}

static gboolean
add_annotated (const Options  *options,
               GirModel       *model,
               GPtrArray      *pairs,
               GPtrArray      *files,
               GError        **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!diagnostics_get_contents (model->file, &text, &length, error))
    return FALSE;

  g_ptr_array_add (files, output_file_new (options->annotate_gir, "", annotate_gir (text, length, pairs)));

  return TRUE;
}

/* The list is printed when all of it is known: a failure leaves nothing half-printed. */
typedef struct
{
  GString    *list;
  GHashTable *loaded;           /* what several namespaces include is read once */
  ListCounts  counts;
} Report;

/* Whether escape sequences are understood. */
static gboolean
is_terminal (int fd)
{
  return isatty (fd) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

static void
add_to_list (ListFormat  format,
             gboolean    is_async,
             GPtrArray  *pairs,
             Report     *report)
{
  gboolean in_colour = is_terminal (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL;
  gboolean is_first = report->list->len == 0;
  g_autofree char *text = format == LIST_JSON ? list_to_json (pairs, is_async, is_first)
                                              : list_to_text (pairs, in_colour);

  g_string_append (report->list, text);
  list_count (pairs, &report->counts);
}

/* Adds what had to be opened besides to @inputs, and the rule that names them to @files, if there is to be one. */
static void
add_depfile (const Options *options,
             TypeResolver  *resolver,
             GPtrArray     *files,
             GPtrArray     *inputs)
{
  GPtrArray *opened = type_resolver_get_files (resolver);

  for (guint i = 0; i < opened->len; i++)
    g_ptr_array_add (inputs, g_strdup (g_ptr_array_index (opened, i)));

  if (options->depfile != NULL)
    g_ptr_array_add (files, output_file_new (options->depfile, "", output_depfile (files, inputs)));
}

/* All files of a run are written, or none. */
static gboolean
write_or_check (const Options  *options,
                Config         *config,
                GirModel       *model,
                GirModel       *baseline,
                TypeResolver   *resolver,
                GPtrArray      *pairs,
                GPtrArray      *inputs,
                GError        **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) output_file_free);

  if (options->output != NULL && !add_twins (options, config, model, pairs, files, error))
    return FALSE;
  if (options->annotate_gir != NULL && !add_annotated (options, model, pairs, files, error))
    return FALSE;
  if (options->write_config != NULL)
    g_ptr_array_add (files, output_file_new (options->write_config, "", emit_config (config, model, baseline, pairs)));
  if (!type_resolver_check (resolver, error))
    return FALSE;
  if (options->check)
    return output_check (files, error);
  add_depfile (options, resolver, files, inputs);

  return output_check_places (files, inputs, error) && output_write (files, error);
}

/* The pairs of a namespace, with all that their twins do. */
static GPtrArray *
make_pairs (const Options  *options,
            Config         *config,
            GirModel       *model,
            GirModel       *baseline,
            GError        **error)
{
  g_auto (GStrv) exclude = config_get_list (config, NULL, CONFIG_EXCLUDE);
  g_autoptr (GHashTable) main_thread = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const PairingOptions pairing_options = {
    .naming = options->naming,
    .existing = options->existing,
    .out_params = options->out_params,
    .config = config,
    .name_prefix = options->name_prefix,
    .finish = (const char * const *) options->finish,
    .only = (const char * const *) options->only,
    .exclude = (const char * const *) options->exclude,
    .config_exclude = (const char * const *) exclude,
    .config_dirs = (const char * const *) options->config_dirs,
    .is_library = options->library,
    .is_standalone = options->standalone,
    .main_thread = main_thread,
    .baseline = baseline,
  };
  g_autoptr (GPtrArray) pairs = options->async ? blocking_run (model, &pairing_options, error)
                                               : pairing_run (model, &pairing_options, error);

  if (options->async)
    return pairs != NULL && warnings_check_only (options, model, pairs, error) ? g_steal_pointer (&pairs) : NULL;
  if (pairs == NULL || !hooks_resolve (pairs, config, error) || !warnings_check_only (options, model, pairs, error))
    return NULL;

  if (options->scan)
    visibility_apply (pairs);
  else
    visibility_hide_unknown (pairs);
  pairing_apply_former_visibility (pairs, config);

  return g_steal_pointer (&pairs);
}

static TypeResolver *
make_resolver (const Options *options,
               GirModel      *model,
               Report        *report)
{
  TypeResolver *resolver = type_resolver_new (model, (const char * const *) options->gir_dirs);

  type_resolver_set_loaded (resolver, report->loaded);

  return resolver;
}

/* What somebody who makes twins should know. */
static void
say (const Options *options,
     Config        *config,
     GirModel      *model,
     GirModel      *baseline,
     GPtrArray     *pairs)
{
  if (options->output != NULL)
    warnings_print (options, config, model, pairs);
  if (baseline != NULL)
    baseline_report_print (model, baseline, pairs);
}

/* Whether all that the configuration says was of use, to this run or to one that makes the other thing. */
static gboolean
check_config (const Options  *options,
              Config         *config,
              GirModel       *model,
              GError        **error)
{
  for (guint i = 0; options->check && i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      if (!(options->async ? blocking_is (callable) : roles_is_started (callable)))
        config_use_elsewhere (config, callable->c_identifier);
    }

  return !options->check || config_check_used (config, options->async ? "blocking" : "async", error);
}

/* Does what the command line asks for with one namespace. */
static gboolean
run_one (const Options  *options,
         const char     *name,
         Report         *report,
         GError        **error)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) pairs = NULL;
  g_autoptr (Config) config = NULL;
  g_autoptr (TypeResolver) resolver = NULL;
  g_autoptr (TypeResolver) former_resolver = NULL;
  g_autoptr (GirModel) baseline = NULL;
  g_autoptr (GirModel) model = load_model (options, name, inputs, error);

  if (model == NULL)
    return FALSE;

  config = load_config (options, model, inputs, error);
  if (config == NULL || !load_more (options, config, &model, error) ||
      !load_baseline (options, model, &baseline, inputs, error))
    return FALSE;

  resolver = make_resolver (options, model, report);
  former_resolver = baseline != NULL ? make_resolver (options, baseline, report) : NULL;
  pairs = make_pairs (options, config, model, baseline, error);
  if (pairs == NULL || !check_config (options, config, model, error) ||
      !write_or_check (options, config, model, baseline, resolver, pairs, inputs, error))
    return FALSE;

  if (!options->check)
    say (options, config, model, baseline, pairs);
  if (options->list != LIST_NONE)
    add_to_list (options->list, options->async, pairs, report);

  return TRUE;
}

/* Says on a terminal which of many files is read, and nothing when there is none. */
static void
show_progress (const Options *options,
               guint          i)
{
  if (!is_terminal (STDERR_FILENO) || options->files[1] == NULL || options->scan)
    return;
  if (options->files[i] != NULL)
    fprintf (stderr, "\r\033[K[%u/%u] %s", i + 1, g_strv_length (options->files), options->files[i]);
  else
    fputs ("\r\033[K", stderr);
}

static gboolean
run_each (const Options  *options,
          Report         *report,
          GError        **error)
{
  /* A scan reads all files at once. */
  const guint n_runs = options->scan ? 1 : g_strv_length (options->files);
  gboolean is_done = TRUE;

  for (guint i = 0; is_done && i < n_runs; i++)
    {
      show_progress (options, i);
      is_done = run_one (options, options->files[i], report, error);
    }
  show_progress (options, g_strv_length (options->files));

  return is_done;
}

static gboolean
print_report (const Options  *options,
              Report         *report,
              GError        **error)
{
  g_autofree char *summary = list_summarize (&report->counts, options->async);
  g_autofree char *text = NULL;

  if (options->list == LIST_NONE)
    return TRUE;
  if (options->list == LIST_JSON)
    text = g_strdup_printf ("[%s%s]\n", report->list->str, report->list->len > 0 ? "\n" : "");
  else
    text = g_strdup_printf ("%s\n%s", report->list->str, summary);

  return output_print (text, error);
}

/* Does what the command line asks for. */
gboolean
generate_run (const Options  *options,
              GError        **error)
{
  Report report = { g_string_new (NULL), type_resolver_new_loaded (), { { 0 } } };
  gboolean is_done = run_each (options, &report, error);

  if (is_done)
    is_done = print_report (options, &report, error);
  g_hash_table_unref (report.loaded);
  g_string_free (report.list, TRUE);

  return is_done;
}
