/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What calls obey: options of one call, of a scope, and of the process.
 */

#include "run/options-private.h"

#include "base/process.h"
#include "base/scope.h"
#include "base/settings.h"
#include "run/rendezvous.h"

#define ALL_OPTIONS                                                                                              \
  (SMART_ASYNC_OPTION_POLICY | SMART_ASYNC_OPTION_TIMEOUT | SMART_ASYNC_OPTION_WATCHDOG | SMART_ASYNC_OPTION_CONTEXT)

G_DEFINE_BOXED_TYPE (SmartAsyncOptions, smart_async_options, smart_async_options_copy, smart_async_options_free)

static void
overlay (SmartAsyncOptions       *options,
         const SmartAsyncOptions *other)
{
  if (other->set & SMART_ASYNC_OPTION_POLICY)
    options->policy = other->policy;
  if (other->set & SMART_ASYNC_OPTION_TIMEOUT)
    options->timeout_msec = other->timeout_msec;
  if (other->set & SMART_ASYNC_OPTION_WATCHDOG)
    options->watchdog_msec = other->watchdog_msec;
  if (other->set & SMART_ASYNC_OPTION_CONTEXT)
    options->context = other->context;
}

/* Programs hardly ever set one. */
static GMainContext *
ref_default_context (SmartAsyncSettings *settings)
{
  GMainContext *context;

  if (G_LIKELY (g_atomic_pointer_get (&settings->context) == NULL))
    return NULL;

  smart_async_process_lock ();
  context = settings->context != NULL ? g_main_context_ref (settings->context) : NULL;
  smart_async_process_unlock ();

  return context;
}

void
smart_async_options_resolve (SmartAsyncThread        *thread,
                             const SmartAsyncOptions *own,
                             SmartAsyncOptions       *options)
{
  SmartAsyncDefaults *defaults = smart_async_rendezvous_get_defaults ();
  GMainContext *default_context = ref_default_context (smart_async_settings_get ());

  options->set = ALL_OPTIONS;
  options->policy = (SmartAsyncPolicy) g_atomic_int_get (&defaults->policy);
  options->timeout_msec = (guint) g_atomic_int_get (&defaults->timeout_msec);
  options->watchdog_msec = (guint) g_atomic_int_get (&defaults->watchdog_msec);
  options->context = default_context;

  for (guint i = 0; thread->scopes != NULL && i < thread->scopes->len; i++)
    {
      const SmartAsyncScope *scope = &g_array_index (thread->scopes, SmartAsyncScope, i);

      if (scope->level == thread->level)
        overlay (options, &scope->options);
    }

  if (own != NULL)
    overlay (options, own);

  if (G_LIKELY (options->context == default_context))
    return;

  g_clear_pointer (&default_context, g_main_context_unref);
  if (options->context != NULL)
    g_main_context_ref (options->context);
}

void
smart_async_options_clear (SmartAsyncOptions *options)
{
  g_clear_pointer (&options->context, g_main_context_unref);
}

/**
 * smart_async_options_copy:
 * @options: options
 *
 * Copies options, with a reference to the main context.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.9
 */
SmartAsyncOptions *
smart_async_options_copy (const SmartAsyncOptions *options)
{
  SmartAsyncOptions *copy;

  g_return_val_if_fail (options != NULL, NULL);

  copy = g_memdup2 (options, sizeof *options);
  if (copy->context != NULL)
    g_main_context_ref (copy->context);

  return copy;
}

/**
 * smart_async_options_free:
 * @options: (transfer full): options that were copied
 *
 * Frees a copy of options.
 *
 * Since: 0.9
 */
void
smart_async_options_free (SmartAsyncOptions *options)
{
  g_return_if_fail (options != NULL);

  smart_async_options_clear (options);
  g_free (options);
}

gboolean
smart_async_is_policy (SmartAsyncPolicy policy)
{
  return policy >= SMART_ASYNC_POLICY_AUTO && policy <= SMART_ASYNC_POLICY_REFUSE;
}

gboolean
smart_async_options_are_valid (const SmartAsyncOptions *options)
{
  return options != NULL && (options->set & ~ALL_OPTIONS) == 0 &&
         (!(options->set & SMART_ASYNC_OPTION_POLICY) || smart_async_is_policy (options->policy));
}

/* @kind: whose pop is to find it. */
void
smart_async_options_push (SmartAsyncOptionFlags kind,
                          SmartAsyncOptions     options)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  SmartAsyncScope scope = { options, kind, thread->level };

  smart_async_rendezvous_offer ();

  if (!(options.set & SMART_ASYNC_OPTION_CONTEXT))
    scope.options.context = NULL;
  if (scope.options.context != NULL)
    g_main_context_ref (scope.options.context);

  smart_async_scopes_append (&thread->scopes, scope);
}

static gboolean
pop_where (GArray                *scopes,
           SmartAsyncOptionFlags  kind,
           guint                  from_level,
           guint                  to_level)
{
  for (guint i = scopes != NULL ? scopes->len : 0; i > 0; i--)
    {
      const SmartAsyncScope *scope = &g_array_index (scopes, SmartAsyncScope, i - 1);

      if (scope->kind == kind && scope->level >= from_level && scope->level <= to_level)
        {
          g_array_remove_index (scopes, i - 1);
          return TRUE;
        }
    }

  return FALSE;
}

/* The innermost scope of this kind. Scopes of different kinds need not be popped in the order in which they were
 * pushed. Coroutines may pop at another level than they have pushed at: so what code at this level has pushed is not
 * taken for theirs, and theirs not for its. Whether there was one.
 */
gboolean
smart_async_options_pop (SmartAsyncOptionFlags kind)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  return pop_where (thread->scopes, kind, thread->level, thread->level) ||
         pop_where (thread->scopes, kind, 0, G_MAXUINT);
}

/**
 * smart_async_push_options:
 * @options: (transfer none): which options to set, and their values; copied
 *
 * Sets options for each call that this thread makes from now on, until
 * [func@SmartAsync.pop_options]. Scopes nest; for each option the innermost counts that has set
 * it.
 *
 * They hold for the calls that this code makes, for those that the finish functions of such calls
 * make (but not, in a fiber, those of [method@SmartAsync.Call.set_finish]), and for those that
 * callbacks make on the private context of such a call; not for callbacks of the caller's own context
 * that are dispatched while a call waits there, whosever they are.
 *
 * In C, [struct@SmartAsync.OptionsScope] with `g_auto` does the popping.
 *
 * Since: 0.9
 */
void
smart_async_push_options (const SmartAsyncOptions *options)
{
  static const SmartAsyncOptions none = { .set = 0 };

  /* The pop that comes for them must not find those that were pushed before. */
  smart_async_options_push (0, smart_async_options_are_valid (options) ? *options : none);
  g_return_if_fail (smart_async_options_are_valid (options));
}

/**
 * smart_async_pop_options:
 *
 * Restores the options from before [func@SmartAsync.push_options] in this thread.
 *
 * Since: 0.9
 */
void
smart_async_pop_options (void)
{
  gboolean was_pushed = smart_async_options_pop (0);

  g_return_if_fail (was_pushed);
}

/**
 * smart_async_get_options:
 *
 * Gets what a call made now in this thread would obey: for each option what was pushed
 * last, else the process's default. All of them are set.
 *
 * Returns: (transfer full): the options
 *
 * Since: 0.9
 */
SmartAsyncOptions *
smart_async_get_options (void)
{
  SmartAsyncOptions options = { 0 };

  smart_async_options_resolve (smart_async_thread_get (), NULL, &options);

  return g_memdup2 (&options, sizeof options);
}

static void
set_default_context (SmartAsyncSettings *settings,
                     GMainContext       *context)
{
  GMainContext *before;

  if (context != NULL)
    g_main_context_ref (context);

  smart_async_process_lock ();
  before = settings->context;
  g_atomic_pointer_set (&settings->context, context);
  smart_async_process_unlock ();

  g_clear_pointer (&before, g_main_context_unref);
}

/**
 * smart_async_set_default_options:
 * @options: (transfer none): which options to set, and their values
 *
 * Sets options of threads that have pushed none: the process's defaults. Those that are
 * not set stay as they are. May be called from any thread.
 *
 * It is for programs. A library does not know who else is in the process, and pushes
 * options where it makes calls.
 *
 * Since: 0.9
 */
void
smart_async_set_default_options (const SmartAsyncOptions *options)
{
  SmartAsyncDefaults *defaults = smart_async_rendezvous_get_defaults ();

  g_return_if_fail (smart_async_options_are_valid (options));

  if (options->set & SMART_ASYNC_OPTION_POLICY)
    g_atomic_int_set (&defaults->policy, (int) options->policy);
  if (options->set & SMART_ASYNC_OPTION_TIMEOUT)
    g_atomic_int_set (&defaults->timeout_msec, (int) options->timeout_msec);
  if (options->set & SMART_ASYNC_OPTION_WATCHDOG)
    g_atomic_int_set (&defaults->watchdog_msec, (int) options->watchdog_msec);
  if (options->set & SMART_ASYNC_OPTION_CONTEXT)
    set_default_context (smart_async_settings_get (), options->context);
}
