/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The names of what the generated file has besides the twins themselves.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

void  twin_names_reserve         (GirModel    *model,
                                  GHashTable  *names);
void  twin_names_choose          (Twin        *twin,
                                  GHashTable  *names);
char *twin_names_choose_callback (const char  *stem,
                                  const char  *callback,
                                  GHashTable  *names,
                                  char       **type);

G_END_DECLS
