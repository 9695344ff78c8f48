/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two libraries with standalone twins, and runtimes, each loaded when a test says so: none is linked.
 */

#define _GNU_SOURCE  /* RTLD_DEFAULT */

#include "alone.h"

#include <dlfcn.h>

Alone alone;
Runtime runtime;

static void *
load (const char *path,
      int         flags)
{
  void *library = dlopen (path, RTLD_NOW | flags);

  if (library == NULL)
    g_error ("%s", dlerror ());

  return library;
}

/* An object pointer is stored, as POSIX has it: not all compilers like the cast. */
static void
look_up (void       *library,
         const char *symbol,
         gpointer    function)
{
  void *found = dlsym (library, symbol);

  g_assert_nonnull (found);
  *(void **) function = found;
}

void
alone_load (void)
{
  void *awkward = load (g_getenv ("ALONE_AWKWARD"), RTLD_LOCAL);
  void *ways = load (g_getenv ("ALONE_WAYS"), RTLD_LOCAL);

  look_up (awkward, "awkward_machine_new", &alone.machine_new);
  look_up (awkward, "awkward_machine_echo_sync", &alone.echo);
  look_up (awkward, "awkward_machine_glimpse_sync", &alone.glimpse);
  look_up (awkward, "awkward_machine_release", &alone.machine_release);
  look_up (awkward, "awkward_machine_get_n_started", &alone.machine_n_started);
  look_up (ways, "ways_visit_sync", &alone.visit);
  look_up (ways, "ways_visit_privately_sync", &alone.visit_privately);
  look_up (ways, "ways_wait_sync", &alone.wait);
  look_up (ways, "ways_answer", &alone.answer);
}

static void
look_up_runtime (void       *library,
                 const char *prefix)
{
  const struct
  {
    const char *name;
    gpointer    function;
  } functions[] = {
    { "push_timeout", &runtime.push_timeout },
    { "pop_timeout", &runtime.pop_timeout },
    { "set_default_timeout", &runtime.set_default_timeout },
    { "get_timeout", &runtime.get_timeout },
    { "push_policy", &runtime.push_policy },
    { "pop_policy", &runtime.pop_policy },
    { "spawn", &runtime.spawn },
    { "batch_get_type", &runtime.batch_get_type },
    { "options_get_type", &runtime.options_get_type },
    { "policy_get_type", &runtime.policy_get_type },
    { "operation_flags_get_type", &runtime.operation_flags_get_type },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      g_autofree char *symbol = g_strconcat (prefix, functions[i].name, NULL);

      look_up (library, symbol, functions[i].function);
    }
}

/* Without a path it is the one that the program is linked with. */
void
runtime_load (const char *path,
              int         flags)
{
  look_up_runtime (path != NULL ? load (path, flags) : RTLD_DEFAULT, "smart_async_");
}

/* The one that is in another library, which shows some of it. */
void
runtime_load_embedded (void)
{
  look_up_runtime (load (g_getenv ("ALONE_EMBEDDED"), RTLD_LOCAL), "embedded_");
}
