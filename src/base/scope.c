/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What was pushed around the calls of a thread or a fiber.
 */

#include "base/scope.h"

static void
scope_clear (gpointer data)
{
  g_clear_pointer (&((SmartAsyncScope *) data)->options.context, g_main_context_unref);
}

/* @scopes: the array is made on demand. @scope: its context is taken over. */
void
smart_async_scopes_append (GArray          **scopes,
                           SmartAsyncScope   scope)
{
  if (*scopes == NULL)
    {
      *scopes = g_array_new (FALSE, FALSE, sizeof (SmartAsyncScope));
      g_array_set_clear_func (*scopes, scope_clear);
    }

  g_array_append_val (*scopes, scope);
}

/* Moves what was pushed at one level to another array and level, in its order. */
void
smart_async_scopes_move (GArray **from,
                         guint    from_level,
                         GArray **to,
                         guint    to_level)
{
  guint i = 0;

  while (*from != NULL && i < (*from)->len)
    {
      SmartAsyncScope *scope = &g_array_index (*from, SmartAsyncScope, i);
      SmartAsyncScope moved = { scope->options, scope->kind, to_level };

      if (scope->level != from_level)
        {
          i++;
          continue;
        }

      scope->options.context = NULL;
      g_array_remove_index (*from, i);
      smart_async_scopes_append (to, moved);
    }
}
