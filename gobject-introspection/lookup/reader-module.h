/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the module that fits the libgirepository of the process.
 */

#pragma once

#include "typelib-reader.h"

G_BEGIN_DECLS

const TypelibReader *smart_async_reader_module_get (GError **error);

G_END_DECLS
