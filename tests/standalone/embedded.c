/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a library that embeds the runtime shows of it, for a test: by names of its own.
 */

#include <smartasync/smartasync.h>

#define EXPORTED __attribute__ ((visibility ("default"))) extern

EXPORTED void  embedded_push_timeout             (guint msec);
EXPORTED void  embedded_pop_timeout              (void);
EXPORTED void  embedded_set_default_timeout      (guint msec);
EXPORTED guint embedded_get_timeout              (void);
EXPORTED void  embedded_push_policy              (SmartAsyncPolicy policy);
EXPORTED void  embedded_pop_policy               (void);
EXPORTED void  embedded_spawn                    (SmartAsyncFiberFunc  func,
                                                  gpointer             user_data,
                                                  GDestroyNotify       destroy,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             callback_data);
EXPORTED GType embedded_batch_get_type           (void);
EXPORTED GType embedded_options_get_type         (void);
EXPORTED GType embedded_policy_get_type          (void);
EXPORTED GType embedded_operation_flags_get_type (void);

void
embedded_push_timeout (guint msec)
{
  smart_async_push_timeout (msec);
}

void
embedded_pop_timeout (void)
{
  smart_async_pop_timeout ();
}

void
embedded_set_default_timeout (guint msec)
{
  smart_async_set_default_timeout (msec);
}

guint
embedded_get_timeout (void)
{
  return smart_async_get_timeout ();
}

void
embedded_push_policy (SmartAsyncPolicy policy)
{
  smart_async_push_policy (policy);
}

void
embedded_pop_policy (void)
{
  smart_async_pop_policy ();
}

void
embedded_spawn (SmartAsyncFiberFunc  func,
                gpointer             user_data,
                GDestroyNotify       destroy,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             callback_data)
{
  smart_async_spawn (func, user_data, destroy, cancellable, callback, callback_data);
}

GType
embedded_batch_get_type (void)
{
  return smart_async_batch_get_type ();
}

GType
embedded_options_get_type (void)
{
  return smart_async_options_get_type ();
}

GType
embedded_policy_get_type (void)
{
  return smart_async_policy_get_type ();
}

GType
embedded_operation_flags_get_type (void)
{
  return smart_async_operation_flags_get_type ();
}
