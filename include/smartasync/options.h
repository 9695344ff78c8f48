/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What calls obey: options of one call, of a scope, and of the process.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

/**
 * SmartAsyncOptionFlags:
 * @SMART_ASYNC_OPTION_POLICY: the policy
 * @SMART_ASYNC_OPTION_TIMEOUT: the timeout
 * @SMART_ASYNC_OPTION_WATCHDOG: the period of the watchdog
 * @SMART_ASYNC_OPTION_CONTEXT: the main context
 *
 * Which members of [struct@SmartAsync.Options] are set.
 *
 * Since: 0.9
 */
typedef enum /*< flags,since=0_9 >*/
{
  SMART_ASYNC_OPTION_POLICY   = 1 << 0,
  SMART_ASYNC_OPTION_TIMEOUT  = 1 << 1,
  SMART_ASYNC_OPTION_WATCHDOG = 1 << 2,
  SMART_ASYNC_OPTION_CONTEXT  = 1 << 3,
} SmartAsyncOptionFlags;

typedef struct _SmartAsyncOptions SmartAsyncOptions;

/**
 * SmartAsyncOptions:
 * @set: which of the other members count; for those that do not, the scope decides, then the process
 * @policy: what a call does in each situation
 * @timeout_msec: how long a call may take, in milliseconds, 0 for no limit
 * @watchdog_msec: how long a call may wait without anything being dispatched, in milliseconds, 0 for no limit
 * @context: (nullable): the main context of the operation; %NULL for the caller's, as usual
 *
 * What a call obeys. It can be given to one call ([func@SmartAsync.run_full]), to a scope
 * ([func@SmartAsync.push_options]) and to the process ([func@SmartAsync.set_default_options]).
 *
 * ```c
 * SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_TIMEOUT, .timeout_msec = 500 };
 * ```
 *
 * With a @context, the operation is started with that as the thread-default one, and waited
 * for there, as if the caller ran in it: if this thread owns the context, or nobody does, this
 * thread iterates it, so that whatever else is attached there is dispatched as well; if another thread
 * owns it, the operation is started in that thread. The global default context is iterated by
 * the main thread only. This is for libraries whose users can set the main context for callbacks.
 * With %SMART_ASYNC_POLICY_PRIVATE the context is not iterated: sources that the operation
 * leaves behind are dispatched there later. In a fiber of another context, the call blocks
 * the thread.
 *
 * Members that an initializer leaves out are 0, as they must be if they are reserved.
 *
 * Since: 0.9
 */
struct _SmartAsyncOptions
{
  SmartAsyncOptionFlags  set;
  SmartAsyncPolicy       policy;
  guint                  timeout_msec;
  guint                  watchdog_msec;
  GMainContext          *context;

  /*< private >*/
  gpointer               reserved[4];
};

#define SMART_ASYNC_TYPE_OPTIONS (smart_async_options_get_type ())

SMART_ASYNC_AVAILABLE_IN_0_9
GType              smart_async_options_get_type     (void);
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncOptions *smart_async_options_copy         (const SmartAsyncOptions *options) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
void               smart_async_options_free         (SmartAsyncOptions       *options);

SMART_ASYNC_AVAILABLE_IN_0_9
void               smart_async_push_options         (const SmartAsyncOptions *options);
SMART_ASYNC_AVAILABLE_IN_0_9
void               smart_async_pop_options          (void);
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncOptions *smart_async_get_options          (void) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
void               smart_async_set_default_options  (const SmartAsyncOptions *options);

SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_push_policy          (SmartAsyncPolicy         policy);
SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_pop_policy           (void);
SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncPolicy   smart_async_get_policy           (void);
SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_set_default_policy   (SmartAsyncPolicy         policy);

SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_push_timeout         (guint                    timeout_msec);
SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_pop_timeout          (void);
SMART_ASYNC_AVAILABLE_IN_0_1
guint              smart_async_get_timeout          (void);
SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_set_default_timeout  (guint                    timeout_msec);

SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_push_watchdog        (guint                    period_msec);
SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_pop_watchdog         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
guint              smart_async_get_watchdog         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_set_default_watchdog (guint                    period_msec);

SMART_ASYNC_AVAILABLE_IN_0_9
void               smart_async_push_context         (GMainContext            *context);
SMART_ASYNC_AVAILABLE_IN_0_9
void               smart_async_pop_context          (void);

SMART_ASYNC_AVAILABLE_IN_0_1
void               smart_async_set_max_depth        (guint                    depth);
SMART_ASYNC_AVAILABLE_IN_0_1
guint              smart_async_get_max_depth        (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmartAsyncOptions, smart_async_options_free)

/* Defines a scope type: when a variable of it goes out of scope, it pops what was pushed when it was made. Nobody reads
 * such variables, and clang would warn of each.
 */
#define _SMART_ASYNC_DEFINE_SCOPE(TypeName, type_name, function, Argument, AVAILABLE)   \
  typedef struct                                                                        \
  {                                                                                     \
    gboolean pushed;                                                                    \
  } TypeName G_GNUC_UNUSED;                                                             \
                                                                                        \
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS                                                      \
                                                                                        \
  AVAILABLE static inline G_GNUC_WARN_UNUSED_RESULT G_GNUC_UNUSED TypeName              \
  type_name##_push (Argument argument)                                                  \
  {                                                                                     \
    TypeName scope = { TRUE };                                                          \
                                                                                        \
    smart_async_push_##function (argument);                                             \
                                                                                        \
    return scope;                                                                       \
  }                                                                                     \
                                                                                        \
  static inline G_GNUC_UNUSED void                                                      \
  type_name##_pop (TypeName *scope)                                                     \
  {                                                                                     \
    if (scope->pushed)                                                                  \
      smart_async_pop_##function ();                                                    \
                                                                                        \
    scope->pushed = FALSE;                                                              \
  }                                                                                     \
                                                                                        \
  G_GNUC_END_IGNORE_DEPRECATIONS                                                        \
                                                                                        \
  G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TypeName, type_name##_pop)

/**
 * SmartAsyncOptionsScope: (skip)
 *
 * Pops options when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncOptionsScope) scope = smart_async_options_scope_push (&options);
 * ```
 *
 * Since: 0.9
 */
_SMART_ASYNC_DEFINE_SCOPE (SmartAsyncOptionsScope, smart_async_options_scope, options, const SmartAsyncOptions *,
                           SMART_ASYNC_AVAILABLE_STATIC_INLINE_IN_0_9)

/**
 * SmartAsyncPolicyScope: (skip)
 *
 * Pops a policy when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
 * ```
 *
 * Since: 0.1
 */
_SMART_ASYNC_DEFINE_SCOPE (SmartAsyncPolicyScope, smart_async_policy_scope, policy, SmartAsyncPolicy, )

/**
 * SmartAsyncTimeoutScope: (skip)
 *
 * Pops a timeout when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (500);
 * ```
 *
 * Since: 0.1
 */
_SMART_ASYNC_DEFINE_SCOPE (SmartAsyncTimeoutScope, smart_async_timeout_scope, timeout, guint, )

/**
 * SmartAsyncWatchdogScope: (skip)
 *
 * Pops the period of a watchdog when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (5000);
 * ```
 *
 * Since: 0.1
 */
_SMART_ASYNC_DEFINE_SCOPE (SmartAsyncWatchdogScope, smart_async_watchdog_scope, watchdog, guint, )

#undef _SMART_ASYNC_DEFINE_SCOPE

G_END_DECLS
