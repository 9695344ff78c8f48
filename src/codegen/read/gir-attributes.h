/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the attributes of an element of introspection data say.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

typedef struct
{
  const char **names;
  const char **values;
} GirAttributes;

const char *gir_attributes_get            (const GirAttributes *attributes,
                                           const char          *name);
gboolean    gir_attributes_get_flag       (const GirAttributes *attributes,
                                           const char          *name);
int         gir_attributes_get_number     (const GirAttributes *attributes,
                                           const char          *name);
void        gir_attributes_read_parameter (const GirAttributes *attributes,
                                           GirParameter        *parameter);
void        gir_attributes_read_node      (const GirAttributes *attributes,
                                           GirTypeNode         *node);

G_END_DECLS
