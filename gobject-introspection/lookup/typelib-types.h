/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The types of a typelib, as the model has them.
 */

#pragma once

#include "girepository-names.h"
#include "read/model.h"

G_BEGIN_DECLS

char    *typelib_types_get_c_name (GIBaseInfo   *info,
                                   GIRepository *repository);
GirType *typelib_types_read       (GirModel     *model,
                                   GITypeInfo   *info,
                                   GIRepository *repository,
                                   gboolean      is_out);
void     typelib_types_add_node   (GirModel     *model,
                                   GIBaseInfo   *info);

G_END_DECLS
