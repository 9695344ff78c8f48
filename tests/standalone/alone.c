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

/* Without a path it is the one that the program is linked with. */
void
runtime_load (const char *path,
              int         flags)
{
  void *library = path != NULL ? load (path, flags) : RTLD_DEFAULT;

  look_up (library, "smart_async_push_timeout", &runtime.push_timeout);
  look_up (library, "smart_async_pop_timeout", &runtime.pop_timeout);
  look_up (library, "smart_async_push_policy", &runtime.push_policy);
  look_up (library, "smart_async_pop_policy", &runtime.pop_policy);
  look_up (library, "smart_async_spawn", &runtime.spawn);
}
