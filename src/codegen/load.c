/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads what the command line names: a namespace, what it had before, and its configuration.
 */

#include "load.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/gir-path.h"
#include "read/gir-reader.h"
#include "read/names.h"
#include "scan.h"

static GirModel *
read_gir (const Options  *options,
          const char     *name,
          GirReadMode     mode,
          GPtrArray      *inputs,
          GError        **error)
{
  const char * const *gir_dirs = (const char * const *) options->gir_dirs;
  g_autofree char *explanation = NULL;
  char *file;

  if (g_file_test (name, G_FILE_TEST_EXISTS))
    {
      g_ptr_array_add (inputs, g_strdup (name));
      return gir_reader_read (name, mode, error);
    }

  file = gir_path_find (gir_dirs, name);
  if (file == NULL)
    {
      explanation = gir_path_explain (gir_dirs, name);
      diagnostics_set_error_at (error, name, 0, "there is no such file, and %s%s", explanation,
                                strchr (name, '-') != NULL ? "; install what has it, or name its folder with --gir-dir"
                                                           : "");
      return NULL;
    }

  g_ptr_array_add (inputs, file);

  return gir_reader_read_named (file, name, mode, error);
}

/* Reads the model, and adds what it was read from to @inputs. */
GirModel *
load_model (const Options  *options,
            const char     *name,
            GPtrArray      *inputs,
            GError        **error)
{
  const GirReadMode mode = options->async ? GIR_READ_ALL : GIR_READ_PAIRS;
  g_autoptr (GirModel) model = NULL;

  for (guint i = 0; options->scan && options->files[i] != NULL; i++)
    g_ptr_array_add (inputs, g_strdup (options->files[i]));
  model = options->scan ? scan_run (options, error) : read_gir (options, name, mode, inputs, error);

  return model != NULL && names_check_model (model, error) ? g_steal_pointer (&model) : NULL;
}

/* Reads what the namespace had before, all of it: of functions that are no half of a pair, twins are. */
gboolean
load_baseline (const Options  *options,
               GirModel       *model,
               GirModel      **baseline,
               GPtrArray      *inputs,
               GError        **error)
{
  g_autoptr (GirModel) former = NULL;

  if (options->baseline == NULL)
    return TRUE;

  former = read_gir (options, options->baseline, GIR_READ_ALL, inputs, error);
  if (former == NULL || !names_check_model (former, error))
    return FALSE;
  if (strcmp (former->name, model->name) != 0 || g_strcmp0 (former->version, model->version) != 0)
    {
      diagnostics_set_error_at (error, former->file, 0, "this is no former %s-%s, but %s-%s", model->name,
                                model->version, former->name, former->version);
      return FALSE;
    }

  *baseline = g_steal_pointer (&former);

  return TRUE;
}

/* Reads the configuration files of the command line, and then the one that is installed for the namespace. */
Config *
load_config (const Options  *options,
             GirModel       *model,
             GPtrArray      *inputs,
             GError        **error)
{
  g_autoptr (Config) config = config_new (model->name, model->version);
  GPtrArray *files = config_get_files (config);

  for (guint i = 0; options->configs != NULL && options->configs[i] != NULL; i++)
    {
      if (!config_add_file (config, options->configs[i], error))
        return NULL;
    }

  if (!options->no_config &&
      !config_add_installed (config, (const char * const *) options->config_dirs, error))
    return NULL;

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (inputs, g_strdup (g_ptr_array_index (files, i)));

  return g_steal_pointer (&config);
}

/* Of functions that are called besides the two halves, more than the name matters. A scan has all of them. */
gboolean
load_more (const Options  *options,
           Config         *config,
           GirModel      **model,
           GError        **error)
{
  g_autoptr (GirModel) outline = NULL;

  if (options->scan || (!config_has (config, CONFIG_BEFORE) && !config_has (config, CONFIG_CONTEXT)))
    return TRUE;

  outline = g_steal_pointer (model);
  *model = gir_reader_read (outline->file, GIR_READ_ALL, error);

  return *model != NULL;
}
