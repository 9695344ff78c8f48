/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How values of a type are copied and released, in C.
 */

#include "pair/blocking-way.h"

#include <string.h>

#include "read/type-resolver.h"

/* Aliases of aliases end after a handful of steps, unless a file is hostile. */
#define MAX_STEPS 32

#define BOXED_COPY "g_boxed_copy ("

static const struct
{
  const char *type;             /* in the introspection data */
  const char *copy;             /* NULL: not known, or not so */
  const char *release;
} ways[] = {
  { "utf8", "g_strdup ($)", "g_free ($)" },
  { "filename", "g_strdup ($)", "g_free ($)" },
  { "GLib.Bytes", "g_bytes_ref ($)", "g_bytes_unref ($)" },
  { "GLib.Error", "g_error_copy ($)", "g_error_free ($)" },
  { "GLib.KeyFile", "copy_key_file ($)", "g_key_file_unref ($)" },
  { "GLib.Variant", "g_variant_ref_sink ($)", "g_variant_unref ($)" },
  { "GLib.VariantType", "g_variant_type_copy ($)", "g_variant_type_free ($)" },
  { "GLib.Array", NULL, "g_array_unref ($)" },
  { "GLib.ByteArray", "g_byte_array_new_take (g_memdup2 (($)->data, ($)->len), ($)->len)", "g_byte_array_unref ($)" },
  { "GLib.HashTable", NULL, "g_hash_table_unref ($)" },
  { "GLib.PtrArray", NULL, "g_ptr_array_unref ($)" },
};

gboolean
blocking_way_is_number (CTypeKind kind)
{
  return kind == CTYPE_KIND_BOOLEAN || kind == CTYPE_KIND_SIGNED || kind == CTYPE_KIND_UNSIGNED ||
         kind == CTYPE_KIND_FLOATING || kind == CTYPE_KIND_ENUM;
}

static const char *
intern (GirModel *model,
        char     *text)
{
  const char *interned = gir_model_intern (model, text);

  g_free (text);

  return interned;
}

/* Whether what a function returns can be a copy, or another reference: some return nothing. */
static gboolean
is_copier (GirCallable *callable,
           GirTypeNode *node)
{
  const CType *returned = callable->returns->type->c_type;

  return ctype_is_untyped (returned) ||
         (returned->n_stars == 1 && strcmp (returned->target->text, node->c_type->text) == 0);
}

static gboolean
takes_one (GirCallable *callable)
{
  return callable->parameters->len == 1 && !callable->throws && ctype_is_identifier (callable->c_identifier) &&
         gir_type_get_kind (gir_callable_get_parameter (callable, 0)->type) == CTYPE_KIND_POINTER;
}

/* A call of a function of the type's own, such as foo_bar_ref(); NULL if it has none. */
static const char *
find_method (GirModel    *model,
             GirTypeNode *node,
             const char  *name,
             gboolean     is_copy)
{
  GirCallable *callable = gir_model_find_named (model, node->name, name);

  if (callable != NULL && callable->model->complete != NULL)
    callable->model->complete (callable);

  return callable != NULL && takes_one (callable) && (!is_copy || is_copier (callable, node))
         ? intern (model, g_strdup_printf ("%s ($)", callable->c_identifier)) : NULL;
}

static gboolean
find_methods (GirModel    *model,
              GirTypeNode *node,
              const char  *copy,
              const char  *release,
              BlockingWay *way)
{
  way->copy = find_method (model, node, copy, TRUE);
  way->release = find_method (model, node, release, FALSE);

  return way->copy != NULL && way->release != NULL;
}

/* What has a GType alone, whose function some headers do not declare. */
static gboolean
find_boxed (GirModel    *model,
            GirTypeNode *node,
            BlockingWay *way)
{
  gboolean is_record = node->kind == GIR_TYPE_NODE_RECORD || node->kind == GIR_TYPE_NODE_UNION;

  if (!is_record || node->get_type == NULL || !g_str_has_suffix (node->get_type, "_get_type") ||
      !ctype_is_identifier (node->get_type))
    return FALSE;

  way->copy = intern (model, g_strdup_printf (BOXED_COPY "%s (), $)", node->get_type));
  way->release = intern (model, g_strdup_printf ("g_boxed_free (%s (), $)", node->get_type));

  return TRUE;
}

/* Records, and classes that are no objects: by functions of their own, or by their GType. Some can only be freed. */
static gboolean
find_record (GirModel    *model,
             GirTypeNode *node,
             BlockingWay *way)
{
  way->is_shared = find_methods (model, node, "ref", "unref", way);
  if (way->is_shared || find_methods (model, node, "copy", "free", way) || find_boxed (model, node, way))
    return TRUE;

  way->copy = NULL;
  way->release = find_method (model, node, "free", FALSE);

  return way->release != NULL;
}

static gboolean
find_known (const char  *name,
            BlockingWay *way)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (strcmp (name, ways[i].type) == 0)
        {
          way->copy = ways[i].copy;
          way->release = ways[i].release;
          return TRUE;
        }
    }

  return FALSE;
}

/* What a pointer to one thing points to. A type may have several names. */
static gboolean
find_single (GirType *type,
             BlockingWay *way)
{
  GirModel *model = type->model;
  const char *name = type->name;
  GirTypeNode *node = NULL;

  if (name != NULL && find_known (name, way))
    return TRUE;
  if (name != NULL && gir_type_is_object (type))
    {
      *way = (BlockingWay) { "g_object_ref ($)", "g_object_unref ($)", NULL, TRUE, TRUE, FALSE };
      return TRUE;
    }

  for (guint i = 0; name != NULL && i < MAX_STEPS; i++)
    {
      if (find_known (name, way))
        return TRUE;
      node = type_resolver_find (model->resolver, &model, name);
      name = node != NULL && node->kind == GIR_TYPE_NODE_ALIAS ? node->target_name : NULL;
    }

  if (node == NULL || find_record (model, node, way))
    return node != NULL;

  way->is_plain = gir_type_is_plain (type);
  way->copy = "g_memdup2 ($, sizeof (*$))";
  way->release = "g_free ($)";

  return way->is_plain;
}

/* What an array or a list has, if it is of one type. */
GirType *
blocking_way_get_element (GirType *type)
{
  return type->elements != NULL && type->elements->len == 1 ? g_ptr_array_index (type->elements, 0) : NULL;
}

/* The type of the objects in an array, a list or a table, or NULL. */
GirType *
blocking_way_get_object (GirType *type)
{
  GirType *last = type->elements != NULL ? g_ptr_array_index (type->elements, type->elements->len - 1) : NULL;

  return last != NULL && !last->is_array && gir_type_is_object (last) ? last : NULL;
}

gboolean
blocking_way_is_text (GirType *type)
{
  return g_strcmp0 (type->name, "utf8") == 0 || g_strcmp0 (type->name, "filename") == 0;
}

/* Whether elements of that type are numbers, or structs of numbers: whoever copies the array has all of them. */
gboolean
blocking_way_has_plain (GirType *element)
{
  if (element->is_array || element->elements != NULL || element->c_type->n_stars > 0)
    return FALSE;

  return blocking_way_is_number (gir_type_get_kind (element)) || gir_type_is_plain (element);
}

/* The size of an element of an array, in C; NULL if that is not known. */
static const char *
find_size (GirType     *type,
           const CType *c_type)
{
  GirType *element = blocking_way_get_element (type);
  const char *name = *element->c_type->text != '\0' ? element->c_type->value : element->name;

  if (!ctype_is_untyped (c_type))
    return "sizeof (*$)";

  return ctype_get_kind (name) != CTYPE_KIND_UNKNOWN ? intern (type->model, g_strdup_printf ("sizeof (%s)", name))
                                                     : NULL;
}

/* An array of what can be copied with it. If a length can be negative, it says then that there is a zero at the end. */
static gboolean
find_numbers (GirType     *type,
              const CType *c_type,
              GirType     *length,
              BlockingWay *way)
{
  const char *size = find_size (type, c_type);
  gboolean is_signed = length != NULL && gir_type_get_kind (length) == CTYPE_KIND_SIGNED;

  way->release = "g_free ($)";
  if (size == NULL)
    return TRUE;

  if (is_signed)
    way->copy = intern (type->model, g_strdup_printf ("copy_numbers ($, (gssize) #, %s)", size));
  else if (length != NULL)
    way->copy = intern (type->model, g_strdup_printf ("g_memdup2 ($, (gsize) # * %s)", size));
  else if (type->fixed_size > 0)
    way->copy = intern (type->model, g_strdup_printf ("g_memdup2 ($, %d * %s)", type->fixed_size, size));
  else if (type->zero_terminated)
    way->copy = intern (type->model, g_strdup_printf ("copy_numbers ($, -1, %s)", size));

  return c_type->n_stars <= 1;
}

/* The function that a template calls with the value alone. */
static const char *
get_function (GirModel   *model,
              const char *call)
{
  return call != NULL && g_str_has_suffix (call, " ($)")
         ? intern (model, g_strndup (call, strlen (call) - strlen (" ($)"))) : NULL;
}

/* What only a GType knows how to copy has functions in the file: boxed_copy_foo() for foo_get_type(). */
static void
find_boxed_functions (GirModel    *model,
                      const char  *call,
                      const char **copy,
                      const char **release)
{
  const char *get_type = call + strlen (BOXED_COPY);
  int length = (int) (strstr (get_type, "_get_type ()") - get_type);

  *copy = intern (model, g_strdup_printf ("boxed_copy_%.*s", length, get_type));
  *release = intern (model, g_strdup_printf ("boxed_free_%.*s", length, get_type));
}

/* The functions that copy and free one element; there may be none that copies it. */
static gboolean
find_functions (GirType     *element,
                const char **copy,
                const char **release)
{
  BlockingWay way = { NULL, NULL, NULL, FALSE, FALSE, FALSE };

  if (element == NULL || element->is_array || element->c_type->n_stars > 1 || !find_single (element, &way) ||
      way.is_plain)
    return FALSE;
  if (way.copy != NULL && g_str_has_prefix (way.copy, BOXED_COPY))
    {
      find_boxed_functions (element->model, way.copy, copy, release);
      return TRUE;
    }

  *copy = get_function (element->model, way.copy);
  *release = get_function (element->model, way.release);

  return *release != NULL;
}

/* An array of pointers, up to NULL, or as many as its length says. */
static gboolean
find_pointers (GirType     *type,
               const CType *c_type,
               gboolean     has_length,
               BlockingWay *way)
{
  const char *length = has_length ? "(gssize) #" : "-1";
  const char *copy;
  const char *release;

  if (c_type->n_stars != 2 || (!has_length && !type->zero_terminated) ||
      !find_functions (blocking_way_get_element (type), &copy, &release))
    return FALSE;

  if (copy != NULL)
    way->copy = intern (type->model, g_strdup_printf ("copy_array ($, %s, (GBoxedCopyFunc) %s)", length, copy));
  way->release = intern (type->model, g_strdup_printf ("free_array ($, %s, (GDestroyNotify) %s)", length, release));
  way->each = intern (type->model, g_strdup_printf ("foreach_array ($, %s, func, func_data)", length));

  return TRUE;
}

static gboolean
find_array (GirType     *type,
            const CType *c_type,
            GirType     *length,
            BlockingWay *way)
{
  GirType *element = blocking_way_get_element (type);
  gboolean is_strv = c_type->n_stars == 2 || strcmp (c_type->text, "GStrv") == 0;

  if (element == NULL)
    return FALSE;
  if (blocking_way_has_plain (element))
    return find_numbers (type, c_type, length, way);
  if (blocking_way_is_text (element) && type->zero_terminated && length == NULL && is_strv)
    {
      way->copy = "g_strdupv ($)";
      way->release = "g_strfreev ($)";
      return TRUE;
    }

  return find_pointers (type, c_type, length != NULL, way);
}

/* A list that comes with its elements. */
static gboolean
find_list (GirType     *type,
           const char  *prefix,
           BlockingWay *way)
{
  const char *copy;
  const char *release;

  if (!find_functions (blocking_way_get_element (type), &copy, &release))
    return FALSE;

  if (copy != NULL)
    way->copy = intern (type->model, g_strdup_printf ("copy_%s ($, (GBoxedCopyFunc) %s)", prefix + strlen ("g_"), copy));
  way->release = intern (type->model, g_strdup_printf ("%s_free_full ($, (GDestroyNotify) %s)", prefix, release));
  way->each = intern (type->model, g_strdup_printf ("%s_foreach ($, func, func_data)", prefix));

  return TRUE;
}

/* What is counted releases its elements itself. The array is copied with them, as others may change it. */
static void
find_ptr_array (GirType     *type,
                BlockingWay *way)
{
  const char *copy;
  const char *release;

  way->release = "g_ptr_array_unref ($)";
  way->each = "g_ptr_array_foreach ($, func, func_data)";
  if (find_functions (blocking_way_get_element (type), &copy, &release) && copy != NULL)
    way->copy = intern (type->model, g_strdup_printf ("copy_ptr_array ($, (GBoxedCopyFunc) %s, (GDestroyNotify) %s)",
                                                      copy, release));
}

/* Numbers are copied with the array; what others point to would not be. */
static void
find_garray (GirType     *type,
             BlockingWay *way)
{
  GirType *element = blocking_way_get_element (type);

  way->release = "g_array_unref ($)";
  if (element != NULL && blocking_way_has_plain (element))
    way->copy = "g_array_copy ($)";
}

/* How a table compares its keys is known if they are strings. */
static void
find_hash_table (GirType     *type,
                 BlockingWay *way)
{
  gboolean has_both = type->elements != NULL && type->elements->len == 2;
  GirType *key = has_both ? g_ptr_array_index (type->elements, 0) : NULL;
  const char *copy;
  const char *release;

  way->release = "g_hash_table_unref ($)";
  way->each = "foreach_value ($, func, func_data)";
  if (has_both && blocking_way_is_text (key) &&
      find_functions (g_ptr_array_index (type->elements, 1), &copy, &release) && copy != NULL)
    way->copy = intern (type->model, g_strdup_printf ("copy_hash_table ($, (GBoxedCopyFunc) %s, (GDestroyNotify) %s)",
                                                      copy, release));
}

static gboolean
find_container (GirType     *type,
                BlockingWay *way)
{
  if (g_strcmp0 (type->name, "GLib.List") == 0)
    return find_list (type, "g_list", way);
  if (g_strcmp0 (type->name, "GLib.SList") == 0)
    return find_list (type, "g_slist", way);

  if (g_strcmp0 (type->name, "GLib.Array") == 0)
    find_garray (type, way);
  else if (g_strcmp0 (type->name, "GLib.PtrArray") == 0)
    find_ptr_array (type, way);
  else if (g_strcmp0 (type->name, "GLib.HashTable") == 0)
    find_hash_table (type, way);

  return way->release != NULL;
}

/* How a value of a type that C calls @c_type is copied and released. @length is the type of the length of an array, or
 * NULL. Returns whether anything of that is known.
 */
gboolean
blocking_way_find (GirType     *type,
                   const CType *c_type,
                   GirType     *length,
                   BlockingWay *way)
{
  if (type->is_array && type->name == NULL)
    return find_array (type, c_type, length, way);
  if (c_type->n_stars != 1 && !ctype_is_untyped (c_type))
    return FALSE;

  return find_container (type, way) || (find_single (type, way) && !(way->is_plain && ctype_is_untyped (c_type)));
}
