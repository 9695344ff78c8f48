/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The annotations of a parameter or a return value.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

char *annotations_for_parameter (Twin          *twin,
                                 TwinParameter *parameter);
char *annotations_for_return    (Twin          *twin);

G_END_DECLS
