/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The one way in which each C type is written.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ctype_text_normalize (const char *given,
                            gboolean   *is_valid);

G_END_DECLS
