/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Declarations in aligned columns.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

/* A declaration to be aligned with others: a C type and a name. */
typedef struct
{
  const char *c_type;
  const char *name;
} Column;

gsize columns_measure           (const Column *columns,
                                 guint         n_columns);
void  columns_append            (GString      *text,
                                 const char   *c_type,
                                 gsize         width,
                                 const char   *name);
void  columns_append_padding    (GString      *text,
                                 gsize         length);
void  columns_append_struct     (GString      *text,
                                 GArray       *columns,
                                 const char   *type);
void  columns_append_list       (GString      *text,
                                 GArray       *columns,
                                 gsize         indent);
void  columns_append_parameters (GString      *text,
                                 Twin         *twin,
                                 gsize         indent);

G_END_DECLS
