/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What standalone twins carry. The generator copies it, from the first blank line on.
 */

/* These twins need no library but GIO. Each thread waits for operations on a main context of its
 * own, which it keeps for what they leave there. If libsmartasync-1 is in the process, that waits
 * instead, so that its policies, limits and fibers hold. The types are those of its headers.
 */
#ifdef SMART_ASYNC_MAJOR_VERSION
# error "A header includes <smartasync/smartasync.h>: generate this file without --standalone."
#endif

#ifndef SMART_ASYNC_STANDALONE
#define SMART_ASYNC_STANDALONE

typedef struct _SmartAsyncCall SmartAsyncCall;

typedef enum
{
  SMART_ASYNC_OPERATION_CALLER_MEMORY = 1 << 0,
  SMART_ASYNC_OPERATION_EXTENDED      = 1 << 1
} SmartAsyncOperationFlags;

typedef struct
{
  struct
  {
    const char               *name;
    void                    (*start) (SmartAsyncCall *call,
                                      gpointer        user_data);
    SmartAsyncOperationFlags  flags;
  } operation;
  void   (*finish) (GAsyncResult  *result,
                    gpointer       user_data,
                    GError       **error);
  gpointer reserved[4];
} SmartAsyncOperationExtended;

typedef enum
{
  SMART_ASYNC_POLICY_AUTO,
  SMART_ASYNC_POLICY_PRIVATE,
  SMART_ASYNC_POLICY_FORWARD
} SmartAsyncPolicy;

typedef enum
{
  SMART_ASYNC_OPTION_NONE    = 0,
  SMART_ASYNC_OPTION_POLICY  = 1 << 0,
  SMART_ASYNC_OPTION_CONTEXT = 1 << 3
} SmartAsyncOptionFlags;

typedef struct
{
  SmartAsyncOptionFlags  set;
  SmartAsyncPolicy       policy;
  guint                  timeout_msec;
  guint                  watchdog_msec;
  GMainContext          *context;
  gpointer               reserved[4];
} SmartAsyncOptions;

/* What holds for a call. */
typedef struct
{
  SmartAsyncOptions  options;   /* for the library */
  GMainContext      *context;   /* otherwise: where to run the operation; NULL: on the thread's own one */
} SmartAsyncNext;

/* What the library offers, at least. */
typedef struct
{
  gsize                size;
  gboolean           (*run)                  (const SmartAsyncOperationExtended  *operation,
                                              gpointer                            user_data,
                                              const SmartAsyncOptions            *options,
                                              GCancellable                       *cancellable,
                                              GError                            **error);
  GAsyncReadyCallback  call_ready;
  GCancellable      *(*call_get_cancellable) (SmartAsyncCall                     *call);
} SmartAsyncRuntime;

/* One wait, on the stack of the thread that waits. */
typedef struct _SmartAsyncWait SmartAsyncWait;

struct _SmartAsyncWait
{
  SmartAsyncWait                    *next;         /* of those that no callback has come for yet */
  SmartAsyncCall                    *call;
  const SmartAsyncOperationExtended *operation;
  gpointer                           user_data;
  GCancellable                      *cancellable;
  GError                           **error;
  GMainContext                      *context;      /* the waiting thread owns it */
  GAsyncResult                      *result;       /* owned; if another thread has called back */
  gboolean                           is_done;
};

static GMutex smart_async_lock;      /* protects the next two, and is_done of each wait */
static SmartAsyncWait *smart_async_waits;
static gsize smart_async_last_call;

/* Only functions of GLib's: a library may be unloaded before its threads end. */
static GPrivate smart_async_context = G_PRIVATE_INIT ((GDestroyNotify) g_main_context_unref);
static GPrivate smart_async_next = G_PRIVATE_INIT (g_free);

/* Called in several places, of which compilers would make copies. */
#ifdef __GNUC__
# define SMART_ASYNC_NO_INLINE __attribute__ ((noinline))
#else
# define SMART_ASYNC_NO_INLINE
#endif

/* It may be loaded, and begin to be used, at any time. Then it stays. */
static SMART_ASYNC_NO_INLINE const SmartAsyncRuntime *
smart_async_get_runtime (void)
{
  static gpointer found;
  gpointer runtime = g_atomic_pointer_get (&found);
  GQuark quark = runtime == NULL ? g_quark_try_string ("smart-async-runtime-1") : 0;

  if (quark != 0)
    {
      runtime = g_type_get_qdata (G_TYPE_OBJECT, quark);
      g_atomic_pointer_set (&found, runtime);
    }

  return (const SmartAsyncRuntime *) runtime;
}

/* A call is a number that is never used again, so that nothing is found for a callback that comes
 * twice. Those of the library are odd.
 */
static gboolean
smart_async_is_of_runtime (SmartAsyncCall *call)
{
  return ((gsize) call & 1) != 0;
}

/* Of two callbacks, only the first takes the wait. */
static SMART_ASYNC_NO_INLINE SmartAsyncWait *
smart_async_find (SmartAsyncCall *call,
                  gboolean        takes)
{
  SmartAsyncWait **link = &smart_async_waits;
  SmartAsyncWait *wait;

  g_mutex_lock (&smart_async_lock);
  while (*link != NULL && (*link)->call != call)
    link = &(*link)->next;
  wait = *link;
  if (wait != NULL && takes)
    *link = wait->next;
  g_mutex_unlock (&smart_async_lock);

  return wait;
}

/* Some results are good only inside the callback: they are looked at here, if this is the thread
 * that waits. The context is always woken up, as a prepare function may have called back.
 */
static void
smart_async_ready_cb (GObject      *source G_GNUC_UNUSED,
                      GAsyncResult *result,
                      gpointer      call)
{
  SmartAsyncWait *wait = smart_async_find ((SmartAsyncCall *) call, TRUE);

  if (wait == NULL)
    {
      g_critical ("An operation has called back twice");
      return;
    }

  if (g_main_context_is_owner (wait->context))
    wait->operation->finish (result, wait->user_data, wait->error);
  else
    wait->result = (GAsyncResult *) g_object_ref (result);

  g_mutex_lock (&smart_async_lock);
  wait->is_done = TRUE;
  g_main_context_wakeup (wait->context);
  g_mutex_unlock (&smart_async_lock);
}

static G_GNUC_UNUSED SMART_ASYNC_NO_INLINE GAsyncReadyCallback
smart_async_call_get_ready (SmartAsyncCall *call)
{
  return smart_async_is_of_runtime (call) ? smart_async_get_runtime ()->call_ready : smart_async_ready_cb;
}

/* For the start function, before it has called the asynchronous one. */
static G_GNUC_UNUSED SMART_ASYNC_NO_INLINE GCancellable *
smart_async_call_get_cancellable (SmartAsyncCall *call)
{
  return smart_async_is_of_runtime (call) ? smart_async_get_runtime ()->call_get_cancellable (call)
                                          : smart_async_find (call, FALSE)->cancellable;
}

/* What a twin pushes holds for the one call that it makes next, and not for those inside it. */
static G_GNUC_UNUSED SmartAsyncNext *
smart_async_get_next (void)
{
  SmartAsyncNext *next = (SmartAsyncNext *) g_private_get (&smart_async_next);

  if (next == NULL)
    {
      next = g_new0 (SmartAsyncNext, 1);
      g_private_set (&smart_async_next, next);
    }

  return next;
}

/* Linux has a link that names process and thread, as in "4711/task/4711". */
static G_GNUC_UNUSED gboolean
smart_async_is_main_thread (void)
{
  char *link = g_file_read_link ("/proc/thread-self", NULL);
  char *end = NULL;
  guint64 process = link != NULL ? g_ascii_strtoull (link, &end, 10) : 0;
  gboolean is_main = link != NULL && g_str_has_prefix (end, "/task/") &&
                     g_ascii_strtoull (end + sizeof "/task/" - 1, NULL, 10) == process;

  g_free (link);

  return is_main;
}

/* The caller's context, if its callbacks run in this thread. The global default one is the main thread's, unless this
 * one runs its loop.
 */
static G_GNUC_UNUSED GMainContext *
smart_async_get_caller_context (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  if (context == NULL && (g_main_context_is_owner (g_main_context_default ()) || smart_async_is_main_thread ()))
    context = g_main_context_default ();

  return context;
}

/* With SMART_ASYNC_POLICY_FORWARD the caller's context is iterated. */
static G_GNUC_UNUSED void
smart_async_push_policy (SmartAsyncPolicy policy)
{
  SmartAsyncNext *next = smart_async_get_next ();

  next->options.set = (SmartAsyncOptionFlags) (next->options.set | SMART_ASYNC_OPTION_POLICY);
  next->options.policy = policy;
  if (policy == SMART_ASYNC_POLICY_FORWARD && next->options.context == NULL)
    next->context = smart_async_get_caller_context ();
}

/* Without the library, the global default context is left alone, as it is the main thread's. */
static G_GNUC_UNUSED void
smart_async_push_context (GMainContext *context)
{
  SmartAsyncNext *next = smart_async_get_next ();

  next->options.set = (SmartAsyncOptionFlags) (next->options.set | SMART_ASYNC_OPTION_CONTEXT);
  next->options.context = context;
  next->context = context != g_main_context_default () ? context : NULL;
}

static G_GNUC_UNUSED void
smart_async_pop_context (void)
{
}

static GMainContext *
smart_async_get_context (void)
{
  GMainContext *context = (GMainContext *) g_private_get (&smart_async_context);

  if (context == NULL)
    {
      context = g_main_context_new ();
      g_private_set (&smart_async_context, context);
    }

  return context;
}

#ifdef G_OS_UNIX
static void smart_async_watch (GMainContext *context,
                               GMainContext *caller);

/* In another thread nothing is called that does not belong there. */
static gboolean
smart_async_watch_dispatch (GSource     *source,
                            GSourceFunc  callback G_GNUC_UNUSED,
                            gpointer     user_data)
{
  GMainContext *context = (GMainContext *) user_data;

  if (g_main_context_is_owner (context))
    {
      g_main_context_iteration (context, FALSE);
      smart_async_watch (context, g_source_get_context (source));
    }

  return G_SOURCE_REMOVE;
}

/* Functions of its own tell such a source from all others, whose data may be that context as well. */
static GSourceFuncs smart_async_watch_funcs = { NULL, NULL, smart_async_watch_dispatch, NULL, NULL, NULL };

/* Has the caller's context, if it is one of this thread, iterate the thread's own one when anything is ready there.
 * That is acquired for good, so that other threads wake it up when they attach something. What is ready already at a
 * low priority does not come before the caller's sources of a higher one.
 */
static void
smart_async_watch (GMainContext *context,
                   GMainContext *caller)
{
  GSource *source = g_main_context_find_source_by_funcs_user_data (caller, &smart_async_watch_funcs, context);
  GPollFD *fds;
  int priority, timeout_msec, n, n_fds;
  gboolean is_ready;

  if (source != NULL)
    g_source_destroy (source);
  is_ready = g_main_context_prepare (context, &priority);
  n = g_main_context_query (context, G_MAXINT, &timeout_msec, NULL, 0);
  fds = g_newa (GPollFD, n);
  n_fds = g_main_context_query (context, G_MAXINT, &timeout_msec, fds, n);

  source = g_source_new (&smart_async_watch_funcs, sizeof (GSource));
  g_source_set_priority (source, is_ready ? MAX (priority, G_PRIORITY_DEFAULT) : G_PRIORITY_DEFAULT);
  if (timeout_msec >= 0)
    g_source_set_ready_time (source, g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND);
  for (int i = 0; i < MIN (n, n_fds); i++)
    g_source_add_unix_fd (source, fds[i].fd, (GIOCondition) fds[i].events);
  g_source_set_can_recurse (source, TRUE);
  g_source_set_callback (source, NULL, g_main_context_ref (context), (GDestroyNotify) g_main_context_unref);
  g_source_attach (source, caller);
  g_source_unref (source);
}
#endif

/* What a twin pushes holds for one call in any case. */
static G_GNUC_UNUSED void
smart_async_pop_policy (void)
{
#ifdef G_OS_UNIX
  GMainContext *context = (GMainContext *) g_private_get (&smart_async_context);
  GMainContext *caller = context != NULL ? smart_async_get_caller_context () : NULL;

  if (caller != NULL && caller != context &&
      (g_main_context_is_owner (context) || g_main_context_acquire (context)))
    smart_async_watch (context, caller);
#endif
}

static void
smart_async_wait_begin (SmartAsyncWait *wait)
{
  g_mutex_lock (&smart_async_lock);
  smart_async_last_call += 2;
  wait->call = (SmartAsyncCall *) smart_async_last_call;
  wait->next = smart_async_waits;
  smart_async_waits = wait;
  g_mutex_unlock (&smart_async_lock);
}

static gboolean
smart_async_wait_is_done (SmartAsyncWait *wait)
{
  gboolean is_done;

  g_mutex_lock (&smart_async_lock);
  is_done = wait->is_done;
  g_mutex_unlock (&smart_async_lock);

  return is_done;
}

static void
smart_async_wait (SmartAsyncWait *wait)
{
  smart_async_wait_begin (wait);
  g_main_context_push_thread_default (wait->context);

  wait->operation->operation.start (wait->call, wait->user_data);
  while (!smart_async_wait_is_done (wait))
    g_main_context_iteration (wait->context, TRUE);

  if (wait->result != NULL)
    {
      wait->operation->finish (wait->result, wait->user_data, wait->error);
      g_object_unref (wait->result);
    }

  g_main_context_pop_thread_default (wait->context);
}

/* On the context that was asked for, if this thread can have it. */
static gboolean
smart_async_run_here (SmartAsyncWait *wait,
                      GMainContext   *context)
{
  gboolean is_acquired = context != NULL && g_main_context_acquire (context);

  wait->context = is_acquired ? context : smart_async_get_context ();
  smart_async_wait (wait);
  if (is_acquired)
    g_main_context_release (wait->context);

  return TRUE;
}

/* Twins do not ask themselves whether an error is set already: the message has their name. */
static gboolean
smart_async_may_start (const SmartAsyncOperationExtended  *operation,
                       GCancellable                       *cancellable,
                       GError                            **error)
{
  if (error == NULL || *error == NULL)
    return !g_cancellable_set_error_if_cancelled (cancellable, error);

  g_return_if_fail_warning (G_LOG_DOMAIN, operation->operation.name, "error == NULL || *error == NULL");

  return FALSE;
}

/* Whether the operation was started, here, or finished, by the library. */
static gboolean
smart_async_run_and_finish (const SmartAsyncOperationExtended  *operation,
                            gpointer                            user_data,
                            GCancellable                       *cancellable,
                            GError                            **error)
{
  const SmartAsyncRuntime *runtime = smart_async_get_runtime ();
  SmartAsyncNext *next = (SmartAsyncNext *) g_private_get (&smart_async_next);
  SmartAsyncWait wait = { NULL, NULL, operation, user_data, cancellable, error, NULL, NULL, FALSE };
  gboolean is_done;

  g_private_set (&smart_async_next, NULL);
  if (runtime != NULL)
    is_done = runtime->run (operation, user_data, next != NULL ? &next->options : NULL, cancellable, error);
  else if (smart_async_may_start (operation, cancellable, error))
    is_done = smart_async_run_here (&wait, next != NULL ? next->context : NULL);
  else
    is_done = FALSE;
  g_free (next);

  return is_done;
}

#endif
