/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tests that run in a process of their own, which is killed if they hang.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void test_child_add      (const char    *path,
                          GTestDataFunc  func,
                          gconstpointer  data);
void test_child_add_func (const char    *path,
                          GTestFunc      func);

G_END_DECLS
