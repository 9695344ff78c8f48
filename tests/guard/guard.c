/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Preloaded into the tests: aborts when the library touches the global default context in a thread of others.
 *
 * That context belongs to the main thread, and to a thread that runs its loop. So it is a fault when
 *
 *   - a function below is called on it
 *   - from libsmartasync, or from an interpreter through libffi, as the overrides do: seen by the return address
 *   - in a thread that is not the process's main one
 *   - and does not own the context already. What makes it the owner is the program: by g_main_loop_run(), which GLib
 *     calls the rest of by itself, or by hand.
 *
 * What the program's own C code calls is its own affair. So would be what a script calls, which looks like an override:
 * scripts among the tests run a GLib.MainLoop in their threads, and iterate nothing by hand there. A call in the last
 * line of a function of the library that is optimised to a jump has the return address of that function's caller: only
 * a public function that does nothing else would go unseen.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib.h>
#include <gmodule.h>

/* Calls GLib's function of the same name. */
#define REAL(function) ((__typeof__ (&function)) dlsym (RTLD_NEXT, #function))

#define GUARD(context) guard ((context), G_STRFUNC, __builtin_return_address (0))

static gboolean
is_main_thread (void)
{
  return syscall (SYS_gettid) == getpid ();
}

static gboolean
is_watched (const void *caller)
{
  Dl_info info;
  const char *name;

  if (dladdr (caller, &info) == 0 || info.dli_fname == NULL)
    return FALSE;

  name = strrchr (info.dli_fname, '/');
  name = name != NULL ? name + 1 : info.dli_fname;

  return g_str_has_prefix (name, "libsmartasync-1") || g_str_has_prefix (name, "libffi.so");
}

static void
complain (const char *function)
{
  void *frames[40];

  fprintf (stderr, "guard: %s() on the global default context, in a thread that is not the main one and does not run "
           "it\n", function);
  fflush (stderr);
  backtrace_symbols_fd (frames, backtrace (frames, G_N_ELEMENTS (frames)), STDERR_FILENO);
}

static void
guard (GMainContext *context,
       const char   *function,
       const void   *caller)
{
  if (context != NULL && context != g_main_context_default ())
    return;

  if (is_main_thread () || g_main_context_is_owner (g_main_context_default ()) || !is_watched (caller))
    return;

  complain (function);
  abort ();
}

gboolean
g_main_context_acquire (GMainContext *context)
{
  GUARD (context);

  return REAL (g_main_context_acquire) (context);
}

gboolean
g_main_context_prepare (GMainContext *context,
                        int          *priority)
{
  GUARD (context);

  return REAL (g_main_context_prepare) (context, priority);
}

int
g_main_context_query (GMainContext *context,
                      int           max_priority,
                      int          *timeout,
                      GPollFD      *fds,
                      int           n_fds)
{
  GUARD (context);

  return REAL (g_main_context_query) (context, max_priority, timeout, fds, n_fds);
}

gboolean
g_main_context_check (GMainContext *context,
                      int           max_priority,
                      GPollFD      *fds,
                      int           n_fds)
{
  GUARD (context);

  return REAL (g_main_context_check) (context, max_priority, fds, n_fds);
}

void
g_main_context_dispatch (GMainContext *context)
{
  GUARD (context);

  REAL (g_main_context_dispatch) (context);
}

gboolean
g_main_context_iteration (GMainContext *context,
                          gboolean      may_block)
{
  GUARD (context);

  return REAL (g_main_context_iteration) (context, may_block);
}

gboolean
g_main_context_pending (GMainContext *context)
{
  GUARD (context);

  return REAL (g_main_context_pending) (context);
}

/* These acquire it. */

void
g_main_context_push_thread_default (GMainContext *context)
{
  GUARD (context);

  REAL (g_main_context_push_thread_default) (context);
}

void
g_main_context_invoke_full (GMainContext   *context,
                            int             priority,
                            GSourceFunc     func,
                            gpointer        data,
                            GDestroyNotify  notify)
{
  GUARD (context);

  REAL (g_main_context_invoke_full) (context, priority, func, data, notify);
}

void
g_main_context_invoke (GMainContext *context,
                       GSourceFunc   func,
                       gpointer      data)
{
  GUARD (context);

  REAL (g_main_context_invoke) (context, func, data);
}

/* A script's loop is its own. */
void
g_main_loop_run (GMainLoop *loop)
{
  GUARD (g_main_loop_get_context (loop));

  REAL (g_main_loop_run) (loop);
}

/* Interpreters look functions up in the library that a typelib names, past what is preloaded. */
gboolean
g_module_symbol (GModule    *module,
                 const char *name,
                 gpointer   *symbol)
{
  static const struct
  {
    const char *name;
    gpointer    function;
  } guarded[] = {
    { "g_main_context_acquire",   g_main_context_acquire },
    { "g_main_context_prepare",   g_main_context_prepare },
    { "g_main_context_check",     g_main_context_check },
    { "g_main_context_dispatch",  g_main_context_dispatch },
    { "g_main_context_iteration", g_main_context_iteration },
    { "g_main_context_pending",   g_main_context_pending },
  };

  if (!REAL (g_module_symbol) (module, name, symbol))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (guarded); i++)
    {
      if (strcmp (name, guarded[i].name) == 0)
        *symbol = guarded[i].function;
    }

  return TRUE;
}
