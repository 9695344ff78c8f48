/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The names of a twin's parameters and local variables.
 */

#include "pair/twin.h"

#include <string.h>

gboolean
twin_has_parameter (Twin       *twin,
                    const char *name)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (strcmp (twin_get_parameter (twin, i)->name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether a parameter or a local variable is called @name. */
gboolean
twin_has_name (Twin       *twin,
               const char *name)
{
  const char * const locals[] = { twin->result_name, twin->error_name, twin->args_name, twin->operation_name,
                                  twin->context_name, twin->cancel_name };

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (g_strcmp0 (twin_get_parameter (twin, i)->keeper, name) == 0)
        return TRUE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (locals); i++)
    {
      if (g_strcmp0 (locals[i], name) == 0)
        return TRUE;
    }

  return twin_has_parameter (twin, name);
}

/* A local variable must not hide the functions that the twin calls, either. */
static gboolean
is_taken (Twin       *twin,
          const char *name)
{
  return twin_has_name (twin, name) || ctype_is_special (name) ||
         strcmp (name, twin->async->c_identifier) == 0 || strcmp (name, twin->finish->c_identifier) == 0;
}

/* A name that no parameter has yet: @name, or @name with something in front. */
char *
twin_choose_name (Twin       *twin,
                  const char *name,
                  const char *prefix)
{
  char *choice = g_strdup (name);

  while (is_taken (twin, choice))
    {
      g_autofree char *longer = g_strconcat (prefix, choice, NULL);

      g_free (choice);
      choice = g_steal_pointer (&longer);
    }

  return choice;
}

void
twin_choose_locals (Twin *twin)
{
  twin->result_name = twin->is_future ? twin_choose_name (twin, "future", "the_")
                                      : twin_choose_name (twin, "result", "async_");
  if (roles_count_async (twin->roles, ROLE_FUTURE_CANCELLABLE) > 0)
    twin->cancel_name = twin_choose_name (twin, "future_cancellable", "the_");
  twin->error_name = twin_choose_name (twin, "error", "the_");
  twin->args_name = twin_choose_name (twin, "args", "the_");
  twin->operation_name = twin_choose_name (twin, "operation", "the_");
  if (twin->returns_kind != CTYPE_KIND_VOID)
    twin->returned_name = twin_choose_name (twin, "returned", "the_");
}

/* Names the local variable that holds a main context which was handed over. */
void
twin_choose_context_name (Twin *twin)
{
  twin->context_name = twin_choose_name (twin, "context", "main_");
}
