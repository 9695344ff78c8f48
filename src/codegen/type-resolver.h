/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tells what a type is, opening included files only when one must be known.
 */

#pragma once

#include "ctype.h"
#include "model.h"

G_BEGIN_DECLS

typedef struct _TypeResolver TypeResolver;

TypeResolver *type_resolver_new        (GirModel           *model,
                                        const char * const *gir_dirs);
GHashTable   *type_resolver_new_loaded (void);
void          type_resolver_set_loaded (TypeResolver       *resolver,
                                        GHashTable         *loaded);
void          type_resolver_free       (TypeResolver       *resolver);
CTypeKind     type_resolver_get_kind   (TypeResolver       *resolver,
                                        GirType            *type);
CTypeKind     type_resolver_get_kind_of (TypeResolver      *resolver,
                                        const char         *c_type,
                                        const char         *name);
gboolean      type_resolver_is_a       (TypeResolver       *resolver,
                                        const char         *name,
                                        const char         *ancestor);
gboolean      type_resolver_is_object  (TypeResolver       *resolver,
                                        const char         *name);
char         *type_resolver_qualify    (TypeResolver       *resolver,
                                        const char         *name);
GPtrArray    *type_resolver_get_files  (TypeResolver       *resolver);
gboolean      type_resolver_check      (TypeResolver       *resolver,
                                        GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TypeResolver, type_resolver_free)

G_END_DECLS
