/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names of types in a copy of the library that is embedded in another one.
 */

#include "base/embedded.h"

#undef g_boxed_type_register_static
#undef g_enum_register_static
#undef g_flags_register_static
#undef g_type_register_static_simple

/* No other copy is at the same address, as none goes away. */
static const char *
own_name (const char *name)
{
  static char here;
  g_autofree char *own = g_strdup_printf ("%s-%p", name, &here);

  return g_intern_string (own);
}

GType
smart_async_embedded_register_boxed (const char     *name,
                                     GBoxedCopyFunc  copy,
                                     GBoxedFreeFunc  free)
{
  return g_boxed_type_register_static (own_name (name), copy, free);
}

GType
smart_async_embedded_register_enum (const char       *name,
                                    const GEnumValue *values)
{
  return g_enum_register_static (own_name (name), values);
}

GType
smart_async_embedded_register_flags (const char        *name,
                                     const GFlagsValue *values)
{
  return g_flags_register_static (own_name (name), values);
}

GType
smart_async_embedded_register_simple (GType              parent,
                                      const char        *name,
                                      guint              class_size,
                                      GClassInitFunc     class_init,
                                      guint              instance_size,
                                      GInstanceInitFunc  instance_init,
                                      GTypeFlags         flags)
{
  return g_type_register_static_simple (parent, own_name (name), class_size, class_init, instance_size, instance_init,
                                        flags);
}
