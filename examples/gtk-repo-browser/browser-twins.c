/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The other way: each wish in the callback that it was made in. The twins iterate the loop meanwhile; the
 * callback returns when the wish is fulfilled, and not before those that were made in the meantime are.
 */

#include "browser.h"

void
browser_fulfil_twins (BrowserWish *wish)
{
  g_autoptr (GError) error = NULL;

  browser_wish_act (wish, &error);
  browser_wish_end (wish, error);
}
