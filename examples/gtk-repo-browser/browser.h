/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Does what the user asks for, in one of two ways.
 */

#pragma once

#include "browser-actions.h"

typedef struct _Browser Browser;

/* What the user has asked for. */
typedef struct
{
  Browser       *browser;      /* unowned */
  BrowserAction  action;
  char          *text;         /* owned */
  BrowserWindow *window;       /* owned */
  GithubClient  *client;       /* owned */
  GCancellable  *cancellable;  /* owned */
} BrowserWish;

/* Takes the wish, and does it. */
typedef void (*BrowserFulfil) (BrowserWish *wish);

Browser *browser_new           (GtkApplication *application,
                                const char     *base_uri,
                                BrowserFulfil   fulfil);
void     browser_free          (Browser        *self);

gboolean browser_wish_act      (BrowserWish    *wish,
                                GError        **error);
void     browser_wish_end      (BrowserWish    *wish,
                                const GError   *error);

void     browser_fulfil_fibers (BrowserWish    *wish);
void     browser_fulfil_twins  (BrowserWish    *wish);
