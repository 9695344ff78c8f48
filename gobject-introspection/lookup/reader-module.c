/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the module that fits the libgirepository of the process.
 */

#define _GNU_SOURCE

#include "reader-module.h"

#include <dlfcn.h>

#include "smartasync-introspection.h"

/* libgirepository-1.0 and 2.0 register the same types: a process that has both crashes or hangs. So nothing of ours is
 * linked to either; what reads typelibs is a module for each, and the one is loaded whose libgirepository is here.
 */

static const struct
{
  const char *library;
  const char *module;
} modules[] = {
  { "libgirepository-2.0.so.0", "smartasync-typelib-2.so" },
  { "libgirepository-1.0.so.1", "smartasync-typelib-1.so" },
};

static gboolean
is_in_process (const char *library)
{
  void *handle = dlopen (library, RTLD_LAZY | RTLD_NOLOAD);

  if (handle != NULL)
    dlclose (handle);

  return handle != NULL;
}

/* Modules are in a folder beside this library, wherever it was installed, or built. */
static char *
find_module (const char *name)
{
  Dl_info info;
  g_autofree char *folder = NULL;

  if (dladdr (modules, &info) == 0)
    return g_strdup (name);

  folder = g_path_get_dirname (info.dli_fname);

  return g_build_filename (folder, "smartasync-introspection-1", name, NULL);
}

/* A build has the modules of those libraries whose development files it has found. */
static const TypelibReader *
load (gsize    i,
      GError **error)
{
  g_autofree char *file = find_module (modules[i].module);
  void *handle = dlopen (file, RTLD_NOW | RTLD_LOCAL);
  const TypelibReader *reader = handle != NULL ? dlsym (handle, TYPELIB_READER_SYMBOL) : NULL;

  if (reader == NULL)
    g_set_error (error, SMART_ASYNC_INTROSPECTION_ERROR, SMART_ASYNC_INTROSPECTION_ERROR_NO_REPOSITORY,
                 "The module that reads typelibs by %s cannot be loaded. Was SmartAsync built without its development "
                 "files? %s", modules[i].library, dlerror ());

  return reader;
}

/* Returns what reads the typelibs of the process. The caller prevents that two threads ask. */
const TypelibReader *
smart_async_reader_module_get (GError **error)
{
  static const TypelibReader *reader;

  for (gsize i = 0; reader == NULL && i < G_N_ELEMENTS (modules); i++)
    {
      if (!is_in_process (modules[i].library))
        continue;
      reader = load (i, error);
      if (reader == NULL)
        return NULL;
    }

  if (reader == NULL)
    g_set_error_literal (error, SMART_ASYNC_INTROSPECTION_ERROR, SMART_ASYNC_INTROSPECTION_ERROR_NO_REPOSITORY,
                         "The process has no libgirepository, so that no typelib is loaded");

  return reader;
}
