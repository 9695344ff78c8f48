/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All that is known of how a pair runs a function that blocks.
 */

#include "pair/blocking-call.h"

#include <string.h>

#include "pair/check.h"

Blocking *
blocking_new (GirModel *model)
{
  Blocking *blocking = g_new0 (Blocking, 1);

  blocking->values = g_ptr_array_new_with_free_func ((GDestroyNotify) blocking_value_free);
  blocking->callbacks = g_ptr_array_new_with_free_func ((GDestroyNotify) blocking_callback_free);
  signature_extras_init (&blocking->extras, model);

  return blocking;
}

void
blocking_free (Blocking *blocking)
{
  g_clear_pointer (&blocking->finish, twin_free);
  g_clear_pointer (&blocking->closures, twin_free);
  g_clear_pointer (&blocking->callbacks, g_ptr_array_unref);
  g_clear_pointer (&blocking->values, g_ptr_array_unref);
  signature_extras_clear (&blocking->extras);
  g_free (blocking->queue);
  g_free (blocking->prefixes);
  g_free (blocking->stem);
  g_free (blocking);
}

BlockingValue *
blocking_get_value (Blocking *blocking,
                    guint     position)
{
  return g_ptr_array_index (blocking->values, position);
}

/* The member that keeps an argument or a result. */
BlockingValue *
blocking_find_value (Blocking     *blocking,
                     GirParameter *gir)
{
  for (guint i = 0; i < blocking->values->len; i++)
    {
      BlockingValue *value = blocking_get_value (blocking, i);

      if (value->gir == gir)
        return value;
    }

  return NULL;
}

/* Whether a callback has a member of that name, or its data has. */
static gboolean
has_callback (Blocking   *blocking,
              const char *name)
{
  for (guint i = 0; i < blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (blocking->callbacks, i);

      if (g_str_has_prefix (name, callback->gir->name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_member (Blocking   *blocking,
            const char *name)
{
  if (has_callback (blocking, name) || strcmp (name, BLOCKING_JOB) == 0)
    return TRUE;

  for (guint i = 0; i < blocking->values->len; i++)
    {
      if (strcmp (blocking_get_value (blocking, i)->name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether the data of a callback is called like another callback. */
static gboolean
has_callback_as_data (Blocking   *blocking,
                      const char *name)
{
  for (guint i = 0; i < blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (blocking->callbacks, i);
      const char *other = callback->gir->name;

      if ((g_str_has_prefix (name, other) && g_str_has_prefix (name + strlen (other), "_data")) ||
          (g_str_has_prefix (other, name) && g_str_has_prefix (other + strlen (name), "_data")))
        return TRUE;
    }

  return FALSE;
}

/* Adds the members of a callback. Returns why it can't be called elsewhere, or NULL. */
const char *
blocking_add_callback (Blocking     *blocking,
                       GirParameter *gir,
                       gboolean      coalesces,
                       const char   *unanswered)
{
  const char *reason = has_callback_as_data (blocking, gir->name) ? CHECK_TAKES_CALLBACK : NULL;

  if (reason != NULL)
    return reason;

  g_ptr_array_add (blocking->callbacks, blocking_callback_new (gir, coalesces, unanswered, &reason));

  return reason;
}

/* Adds a member. Sets @reason if it is not known how to keep it. */
BlockingValue *
blocking_add_value (Blocking       *blocking,
                    GirCallable    *callable,
                    GirParameter   *gir,
                    BlockingPlace   place,
                    gboolean        is_kept,
                    const char    **reason)
{
  BlockingValue *value = blocking_value_new (callable, gir, place, is_kept, reason);

  while (has_member (blocking, value->name) || ctype_is_special (value->name))
    {
      char *longer = g_strconcat ("the_", value->name, NULL);

      g_free (value->name);
      value->name = longer;
    }
  g_ptr_array_add (blocking->values, value);

  return value;
}
