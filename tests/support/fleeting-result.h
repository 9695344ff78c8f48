/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A result that is good only while the callback runs, like those of libdex.
 */

#pragma once

#include <gio/gio.h>

#define FLEETING_TYPE_RESULT (fleeting_result_get_type ())
G_DECLARE_FINAL_TYPE (FleetingResult, fleeting_result, FLEETING, RESULT, GObject)

FleetingResult *fleeting_result_new       (GObject             *source,
                                           gpointer             value,
                                           GDestroyNotify       free_value);

/* Calls back with it, and takes its value away when the callback has returned. */
void            fleeting_result_call_back (FleetingResult      *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);

/* The value; NULL if the callback has returned. */
gpointer        fleeting_result_get_value (FleetingResult      *self);
