/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What pairs copy containers with. The generator writes those of these functions that are called.
 */

/* copy_array: of so many elements, or up to NULL. Behind a copy there is always NULL. */
static gpointer
copy_array (gconstpointer  array,
            gssize         length,
            GBoxedCopyFunc copy)
{
  const gpointer *elements = array;
  GPtrArray *copies = g_ptr_array_new ();

  for (gssize i = 0; length >= 0 ? i < length : elements[i] != NULL; i++)
    g_ptr_array_add (copies, elements[i] != NULL ? copy (elements[i]) : NULL);
  g_ptr_array_add (copies, NULL);

  return g_ptr_array_free (copies, FALSE);
}

/* free_array: likewise. */
static void
free_array (gpointer       array,
            gssize         length,
            GDestroyNotify free_element)
{
  gpointer *elements = array;

  for (gssize i = 0; length >= 0 ? i < length : elements[i] != NULL; i++)
    {
      if (elements[i] != NULL)
        free_element (elements[i]);
    }
  g_free (array);
}

/* foreach_array: likewise. */
static void
foreach_array (gpointer array,
               gssize   length,
               GFunc    func,
               gpointer data)
{
  gpointer *elements = array;

  for (gssize i = 0; length >= 0 ? i < length : elements[i] != NULL; i++)
    func (elements[i], data);
}

/* foreach_value: of a table. */
static void
foreach_value (GHashTable *table,
               GFunc       func,
               gpointer    data)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    func (value, data);
}

/* copy_numbers: so many of a size, or up to a zero. Behind a copy there is always a zero. */
static gpointer
copy_numbers (gconstpointer numbers,
              gssize        length,
              gsize         size)
{
  const guint8 *bytes = numbers;
  guint8 *copy = g_malloc0 (size);
  gsize n = length >= 0 ? (gsize) length : 0;

  while (length < 0 && memcmp (bytes + n * size, copy, size) != 0)
    n++;
  copy = g_realloc_n (copy, n + 1, size);
  memcpy (copy, bytes, n * size);
  memset (copy + n * size, 0, size);

  return copy;
}

/* copy_text: of so many bytes, unless the length is negative. */
static char *
copy_text (const char *text,
           gssize      length)
{
  return length >= 0 ? g_strndup (text, (gsize) length) : g_strdup (text);
}

/* copy_list: with its elements. */
static GList *
copy_list (GList          *list,
           GBoxedCopyFunc  copy)
{
  GList *copies = g_list_copy (list);

  for (GList *l = copies; l != NULL; l = l->next)
    l->data = l->data != NULL ? copy (l->data) : NULL;

  return copies;
}

/* copy_slist: likewise. */
static GSList *
copy_slist (GSList         *list,
            GBoxedCopyFunc  copy)
{
  GSList *copies = g_slist_copy (list);

  for (GSList *l = copies; l != NULL; l = l->next)
    l->data = l->data != NULL ? copy (l->data) : NULL;

  return copies;
}

/* copy_ptr_array: likewise. */
static GPtrArray *
copy_ptr_array (GPtrArray      *array,
                GBoxedCopyFunc  copy,
                GDestroyNotify  free_element)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (free_element);

  for (guint i = 0; i < array->len; i++)
    g_ptr_array_add (copies, array->pdata[i] != NULL ? copy (array->pdata[i]) : NULL);

  return copies;
}

/* copy_hash_table: likewise; its keys are strings. */
static GHashTable *
copy_hash_table (GHashTable     *table,
                 GBoxedCopyFunc  copy,
                 GDestroyNotify  free_value)
{
  GHashTable *copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copies, g_strdup (key), value != NULL ? copy (value) : NULL);

  return copies;
}

/* copy_key_file: all that is in it. */
static GKeyFile *
copy_key_file (GKeyFile *file)
{
  GKeyFile *copy = g_key_file_new ();
  gsize length;
  char *text = g_key_file_to_data (file, &length, NULL);

  g_key_file_load_from_data (copy, text, length, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL);
  g_free (text);

  return copy;
}

/* take_closure: a reference to a closure, which can be called with GValues; NULL of NULL. */
static gpointer
take_closure (GClosure *closure)
{
  if (closure == NULL)
    return NULL;

  g_closure_ref (closure);
  g_closure_sink (closure);
  if (G_CLOSURE_NEEDS_MARSHAL (closure))
    g_closure_set_marshal (closure, g_cclosure_marshal_generic);

  return closure;
}

/* call_closure: with types and values, in turn. What it returns is stored, unless the type of that is G_TYPE_NONE. */
#include <gobject/gvaluecollector.h>

static void
store_number (const GValue *value,
              gpointer      number)
{
  if (G_VALUE_HOLDS_ENUM (value))
    *(int *) number = g_value_get_enum (value);
  else if (G_VALUE_HOLDS_FLAGS (value))
    *(guint *) number = g_value_get_flags (value);
  else if (G_VALUE_HOLDS_UINT (value))
    *(guint *) number = g_value_get_uint (value);
  else
    *(int *) number = G_VALUE_HOLDS_BOOLEAN (value) ? g_value_get_boolean (value) : g_value_get_int (value);
}

static void
invoke_closure (GClosure *closure,
                GType     return_type,
                gpointer  returned,
                guint     n_values,
                GValue   *values)
{
  GValue value = G_VALUE_INIT;

  if (return_type == G_TYPE_NONE)
    {
      g_closure_invoke (closure, NULL, n_values, values, NULL);
      return;
    }

  g_value_init (&value, return_type);
  g_closure_invoke (closure, &value, n_values, values, NULL);
  store_number (&value, returned);
  g_value_unset (&value);
}

static void
call_closure (gpointer  closure,
              GType     return_type,
              gpointer  returned,
              guint     n_values,
              ...)
{
  GValue *values = g_new0 (GValue, n_values);
  char *error = NULL;
  va_list args;

  va_start (args, n_values);
  for (guint i = 0; i < n_values && error == NULL; i++)
    {
      const GType type = va_arg (args, GType);

      G_VALUE_COLLECT_INIT (&values[i], type, args, 0, &error);
    }
  va_end (args);

  if (error == NULL)
    invoke_closure ((GClosure *) closure, return_type, returned, n_values, values);
  else
    g_critical ("%s", error);

  for (guint i = 0; i < n_values; i++)
    {
      if (G_IS_VALUE (&values[i]))
        g_value_unset (&values[i]);
    }
  g_free (values);
  g_free (error);
}
