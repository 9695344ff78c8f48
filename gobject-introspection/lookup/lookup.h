/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The namespaces of the process, and what belongs to a function in them.
 */

#pragma once

#include "pair/roles.h"
#include "read/config.h"
#include "typelib-reader.h"

G_BEGIN_DECLS

/* Is kept as long as the process, as a typelib is. */
typedef struct
{
  TypelibModel *typelib;
  TypeResolver *resolver;
  Config       *config;
  GHashTable   *functions;      /* GirCallable → SmartAsyncFunction */
} LookupNamespace;

void             smart_async_lookup_lock            (void);
void             smart_async_lookup_unlock          (void);

LookupNamespace *smart_async_lookup_get_namespace   (const char       *name,
                                                     GError          **error);
void             smart_async_lookup_complete        (GirCallable      *callable);
void             smart_async_lookup_find_halves     (LookupNamespace  *namespace,
                                                     GirCallable      *callable,
                                                     GirCallable     **finish,
                                                     GirCallable     **existing);

G_END_DECLS
