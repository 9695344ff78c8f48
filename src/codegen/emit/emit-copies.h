/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the functions with which pairs copy containers.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void emit_copies (GString    *text,
                  const char *callers);

G_END_DECLS
