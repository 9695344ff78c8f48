/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads what the command line names: a namespace, what it had before, and its configuration.
 */

#pragma once

#include "options.h"

G_BEGIN_DECLS

GirModel *load_model    (const Options  *options,
                         const char     *name,
                         GPtrArray      *inputs,
                         GError        **error);
gboolean  load_baseline (const Options  *options,
                         GirModel       *model,
                         GirModel      **baseline,
                         GPtrArray      *inputs,
                         GError        **error);
Config   *load_config   (const Options  *options,
                         GirModel       *model,
                         GPtrArray      *inputs,
                         GError        **error);
gboolean  load_more     (const Options  *options,
                         Config         *config,
                         GirModel      **model,
                         GError        **error);

G_END_DECLS
