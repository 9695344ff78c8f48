/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Says what a run that writes has not made, and what may surprise in what it has.
 */

#pragma once

#include "options.h"

G_BEGIN_DECLS

void     warnings_print      (const Options  *options,
                              Config         *config,
                              GirModel       *model,
                              GPtrArray      *pairs);
gboolean warnings_check_only (const Options  *options,
                              GirModel       *model,
                              GPtrArray      *pairs,
                              GError        **error);
gboolean warnings_check_scan (const Options  *options,
                              GirModel       *model,
                              GError        **error);

G_END_DECLS
