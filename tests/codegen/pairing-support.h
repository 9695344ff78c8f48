/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Small namespaces for tests of pairs, from introspection data in memory.
 */

#pragma once

#include "pair/pairing.h"
#include "read/type-resolver.h"

G_BEGIN_DECLS

/* A namespace is built from a few pieces, so that each test shows what matters. */

#define VOID "<return-value><type name='none' c:type='void'/></return-value>"
#define BOOLEAN "<return-value><type name='gboolean' c:type='gboolean'/></return-value>"
#define PARAMETER(name, type, attributes) \
  "<parameter name='" name "' " attributes "><type name='x' c:type='" type "'/></parameter>"
#define RESULT PARAMETER ("result", "GAsyncResult*", "")
#define CANCELLABLE PARAMETER ("cancellable", "GCancellable*", "")
#define CALLBACK PARAMETER ("callback", "GAsyncReadyCallback", "scope='async'") PARAMETER ("data", "gpointer", "")
#define FUNCTION(name, attributes, returns, parameters) \
  "<function name='" name "' c:identifier='foo_" name "' " attributes ">" returns \
  "<parameters>" parameters "</parameters></function>"
#define ASYNC(name, parameters) FUNCTION (name, "", VOID, parameters CANCELLABLE CALLBACK)
#define FINISH(name, parameters) FUNCTION (name, "throws='1'", BOOLEAN, parameters)

typedef struct
{
  GirModel     *model;
  TypeResolver *resolver;
  GPtrArray    *pairs;
} Paired;

void    paired_clear (Paired               *paired);
Paired  pair         (const char           *body);
Paired  pair_with    (const char           *body,
                      const PairingOptions *options);
Pair   *get_only     (Paired               *paired);
char   *get_names    (Pair                 *pair);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Paired, paired_clear)

G_END_DECLS
