/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a twin does, in the words of its async function.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

void  description_append (GString     *text,
                          Twin        *twin);
char *description_link   (GirCallable *callable);

G_END_DECLS
