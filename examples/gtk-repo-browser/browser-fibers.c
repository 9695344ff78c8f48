/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The one way: each wish in a fiber. The callback that it was made in returns at once.
 */

#include "browser.h"

#include <smartasync/smartasync.h>

static gpointer
fiber (gpointer       user_data,
       GCancellable  *cancellable,
       GError       **error)
{
  browser_wish_act (user_data, error);

  return NULL;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  smart_async_spawn_finish (result, &error);
  browser_wish_end (user_data, error);
}

void
browser_fulfil_fibers (BrowserWish *wish)
{
  smart_async_spawn (fiber, wish, NULL, wish->cancellable, done_cb, wish);
}
