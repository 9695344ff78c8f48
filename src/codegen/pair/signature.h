/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The two functions of an asynchronous pair for a function that blocks.
 */

#pragma once

#include "pair/blocking-callback.h"
#include "pair/twin.h"

G_BEGIN_DECLS

/* What the functions of a pair have that the one that blocks has not. */
typedef struct
{
  GirParameter *priority;
  GirParameter *callback;
  GirParameter *user_data;
  GirParameter *result;
} SignatureExtras;

void  signature_extras_init  (SignatureExtras   *extras,
                              GirModel          *model);
void  signature_extras_clear (SignatureExtras   *extras);
Twin *signature_new_async    (const char        *name,
                              GirCallable       *blocking,
                              SignatureExtras   *extras,
                              GPtrArray         *callbacks,
                              gboolean           has_closures,
                              gboolean           has_priority,
                              const TwinOptions *options);
Twin *signature_new_finish   (const char        *name,
                              GirCallable       *blocking,
                              SignatureExtras   *extras,
                              gboolean           has_instance,
                              const TwinOptions *options);

G_END_DECLS
