/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The keys of configuration files, and what can be their values.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CONFIG_PLACE_ALL = 1 << 0,       /* [*] */
  CONFIG_PLACE_NAMESPACE = 1 << 1, /* [Foo] or [Foo-1.0] */
  CONFIG_PLACE_FUNCTION = 1 << 2,  /* [Foo foo_bar_*] */
} ConfigPlace;

gboolean config_keys_check (const char   *key,
                            const char   *value,
                            ConfigPlace   place,
                            char        **message);

G_END_DECLS
