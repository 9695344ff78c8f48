/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the units of the library of kinds share.
 */

#pragma once

#include "kinds.h"

struct _KindsThing
{
  GObject parent_instance;
  char   *name;
};

GTask      *kinds_private_start      (gpointer             source,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void        kinds_private_answer     (GTask               *task,
                                      gpointer             value,
                                      GDestroyNotify       destroy);
KindsPoint *kinds_private_copy_point (KindsPoint          *point);
