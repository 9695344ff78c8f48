/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a type is besides its C type; opens an included file only when one of its types must be known.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

/* Returns a namespace, NAME-VERSION, which stays as long as the resolver; NULL when there is none. */
typedef GirModel *(*TypeResolverLoader) (const char *include);

TypeResolver *type_resolver_new        (GirModel           *model,
                                        const char * const *gir_dirs);
GHashTable   *type_resolver_new_loaded (void);
void          type_resolver_set_loaded (TypeResolver       *resolver,
                                        GHashTable         *loaded);
void          type_resolver_set_loader (TypeResolver       *resolver,
                                        TypeResolverLoader  loader);
void          type_resolver_free       (TypeResolver       *resolver);
GPtrArray    *type_resolver_get_files  (TypeResolver       *resolver);
gboolean      type_resolver_check      (TypeResolver       *resolver,
                                        GError            **error);
GirTypeNode  *type_resolver_find       (TypeResolver       *resolver,
                                        GirModel          **model,
                                        const char         *name);
GirTypeNode  *type_resolver_try        (TypeResolver       *resolver,
                                        GirModel          **model,
                                        const char         *name);

CTypeKind     gir_type_get_kind        (GirType            *type);
GirTypeNode  *gir_type_get_node        (GirType            *type,
                                        GirModel          **model);
CTypeKind     gir_type_get_target_kind (GirType            *type);
gboolean      gir_type_is_a            (GirType            *type,
                                        const char         *ancestor);
gboolean      gir_type_has_instances   (GirTypeNode        *node,
                                        GirModel           *model);
gboolean      gir_type_is_object       (GirType            *type);
gboolean      gir_type_is_plain        (GirType            *type);
const CType  *gir_type_get_pointer     (GirType            *type);
gboolean      gir_type_is_writable     (GirType            *type);
char         *gir_type_qualify         (GirType            *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TypeResolver, type_resolver_free)

G_END_DECLS
