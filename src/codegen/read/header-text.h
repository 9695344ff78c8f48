/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a header says that a scanner does not tell.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

void header_text_read (GirModel   *model,
                       const char *text);

G_END_DECLS
