/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Included first in each file of a copy of the library that is embedded in another one.
 */

#pragma once

#ifndef __ASSEMBLER__

#include <glib-object.h>

/* The names of types are the process's. Those in the introspection data are the shared library's, and several copies
 * may be embedded: so they have names of their own there.
 */
#define g_boxed_type_register_static  smart_async_embedded_register_boxed
#define g_enum_register_static        smart_async_embedded_register_enum
#define g_flags_register_static       smart_async_embedded_register_flags
#define g_type_register_static_simple smart_async_embedded_register_simple

GType smart_async_embedded_register_boxed  (const char         *name,
                                            GBoxedCopyFunc      copy,
                                            GBoxedFreeFunc      free);
GType smart_async_embedded_register_enum   (const char         *name,
                                            const GEnumValue   *values);
GType smart_async_embedded_register_flags  (const char         *name,
                                            const GFlagsValue  *values);
GType smart_async_embedded_register_simple (GType               parent,
                                            const char         *name,
                                            guint               class_size,
                                            GClassInitFunc      class_init,
                                            guint               instance_size,
                                            GInstanceInitFunc   instance_init,
                                            GTypeFlags          flags);

#endif
