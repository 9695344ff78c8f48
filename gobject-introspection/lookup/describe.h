/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a description of a function has, and how it is made.
 */

#pragma once

#include "lookup.h"
#include "smartasync-introspection.h"

G_BEGIN_DECLS

typedef struct
{
  const char     *name;
  SmartAsyncRole  role;
  gboolean        is_nullable;
  gboolean        is_closure;
} LookupArgument;

/* Strings belong to the namespace, which is never freed. */
struct _SmartAsyncFunction
{
  gatomicrefcount  ref_count;
  LookupNamespace *namespace;
  GirCallable     *callable;
  GirCallable     *finish;      /* NULL where there is none, like the next two */
  GirCallable     *blocking;
  GirCallable     *async;
  gboolean         is_async;
  gboolean         finish_takes_source;
  GArray          *arguments;   /* of LookupArgument */
};

SmartAsyncFunction *smart_async_describe     (LookupNamespace *namespace,
                                              GirCallable     *callable);
void                smart_async_describe_all (LookupNamespace *namespace,
                                              GPtrArray       *functions);

G_END_DECLS
