/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the attributes of an element of introspection data say.
 */

#include "read/gir-attributes.h"

#include <string.h>

const char *
gir_attributes_get (const GirAttributes *attributes,
                    const char          *name)
{
  for (guint i = 0; attributes->names[i] != NULL; i++)
    {
      if (attributes->names[i][0] == name[0] && strcmp (attributes->names[i], name) == 0)
        return attributes->values[i];
    }

  return NULL;
}

gboolean
gir_attributes_get_flag (const GirAttributes *attributes,
                         const char          *name)
{
  return g_strcmp0 (gir_attributes_get (attributes, name), "1") == 0;
}

/* An index or a size; anything that is no small number counts as not there. */
int
gir_attributes_get_number (const GirAttributes *attributes,
                           const char          *name)
{
  const char *value = gir_attributes_get (attributes, name);
  guint64 number;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT, &number, NULL))
    return -1;

  return (int) number;
}

static GirTransfer
get_transfer (const GirAttributes *attributes)
{
  const char *value = gir_attributes_get (attributes, "transfer-ownership");

  if (g_strcmp0 (value, "none") == 0)
    return GIR_TRANSFER_NONE;
  if (g_strcmp0 (value, "container") == 0)
    return GIR_TRANSFER_CONTAINER;
  if (g_strcmp0 (value, "full") == 0)
    return GIR_TRANSFER_FULL;

  return GIR_TRANSFER_UNKNOWN;
}

static GirDirection
get_direction (const GirAttributes *attributes)
{
  const char *value = gir_attributes_get (attributes, "direction");

  if (g_strcmp0 (value, "out") == 0)
    return GIR_DIRECTION_OUT;
  if (g_strcmp0 (value, "inout") == 0)
    return GIR_DIRECTION_INOUT;

  return GIR_DIRECTION_IN;
}

static GirScope
get_scope (const GirAttributes *attributes)
{
  const char *value = gir_attributes_get (attributes, "scope");

  if (g_strcmp0 (value, "call") == 0)
    return GIR_SCOPE_CALL;
  if (g_strcmp0 (value, "async") == 0)
    return GIR_SCOPE_ASYNC;
  if (g_strcmp0 (value, "notified") == 0)
    return GIR_SCOPE_NOTIFIED;
  if (g_strcmp0 (value, "forever") == 0)
    return GIR_SCOPE_FOREVER;

  return GIR_SCOPE_NONE;
}

/* "allow-none" is what both were before, and still is in old files. */
static void
read_nullability (const GirAttributes *attributes,
                  GirParameter        *parameter)
{
  gboolean allow_none = gir_attributes_get_flag (attributes, "allow-none");
  gboolean is_modern = gir_attributes_get (attributes, "nullable") != NULL ||
                       gir_attributes_get (attributes, "optional") != NULL;

  parameter->nullable = gir_attributes_get_flag (attributes, "nullable");
  parameter->optional = gir_attributes_get_flag (attributes, "optional");
  if (!is_modern && parameter->direction == GIR_DIRECTION_IN)
    parameter->nullable = allow_none;
  else if (!is_modern)
    parameter->optional = allow_none;
}

/* All that is said of a parameter or a return value besides its name and its type. */
void
gir_attributes_read_parameter (const GirAttributes *attributes,
                               GirParameter        *parameter)
{
  parameter->direction = get_direction (attributes);
  parameter->transfer = get_transfer (attributes);
  parameter->scope = get_scope (attributes);
  parameter->caller_allocates = gir_attributes_get_flag (attributes, "caller-allocates");
  parameter->closure = gir_attributes_get_number (attributes, "closure");
  parameter->destroy = gir_attributes_get_number (attributes, "destroy");
  read_nullability (attributes, parameter);
}

void
gir_attributes_read_node (const GirAttributes *attributes,
                          GirTypeNode         *node)
{
  node->is_deprecated = gir_attributes_get_flag (attributes, "deprecated");
  node->is_disguised = gir_attributes_get_flag (attributes, "disguised");
}
