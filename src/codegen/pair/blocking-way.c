/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How values of a type are copied and released, in C.
 */

#include "pair/blocking-way.h"

#include <string.h>

#include "read/type-resolver.h"

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

/* A call of a function of the type's own, such as foo_bar_ref(); NULL if it has none. */
static const char *
find_method (GirModel    *model,
             GirTypeNode *node,
             const char  *name)
{
  GirCallable *callable = gir_model_find_named (model, node->name, name);

  return callable != NULL && ctype_is_identifier (callable->c_identifier)
         ? intern (model, g_strdup_printf ("%s ($)", callable->c_identifier)) : NULL;
}

static gboolean
find_methods (GirModel    *model,
              GirTypeNode *node,
              const char  *copy,
              const char  *release,
              BlockingWay *way)
{
  way->copy = find_method (model, node, copy);
  way->release = find_method (model, node, release);

  return way->copy != NULL && way->release != NULL;
}

/* Records, and classes that are no objects: by functions of their own, or by their GType, whose function some headers
 * do not declare.
 */
static gboolean
find_record (GirModel    *model,
             GirTypeNode *node,
             BlockingWay *way)
{
  gboolean is_record = node->kind == GIR_TYPE_NODE_RECORD || node->kind == GIR_TYPE_NODE_UNION;

  if (find_methods (model, node, "ref", "unref", way) || find_methods (model, node, "copy", "free", way))
    return TRUE;
  if (!is_record || node->get_type == NULL || !g_str_has_suffix (node->get_type, "_get_type") ||
      !ctype_is_identifier (node->get_type))
    return FALSE;

  way->copy = intern (model, g_strdup_printf ("g_boxed_copy (%s (), $)", node->get_type));
  way->release = intern (model, g_strdup_printf ("g_boxed_free (%s (), $)", node->get_type));

  return TRUE;
}

/* What a pointer to one thing points to. */
static gboolean
find_single (GirType *type,
             BlockingWay *way)
{
  GirModel *model = type->model;
  GirTypeNode *node;

  if (type->name == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (strcmp (type->name, ways[i].type) == 0)
        {
          way->copy = ways[i].copy;
          way->release = ways[i].release;
          return TRUE;
        }
    }
  if (gir_type_is_object (type))
    {
      *way = (BlockingWay) { "g_object_ref ($)", "g_object_unref ($)", TRUE };
      return TRUE;
    }

  node = type_resolver_find (model->resolver, &model, type->name);

  return node != NULL && find_record (model, node, way);
}

/* What an array or a list has, if it is of one type. */
GirType *
blocking_way_get_element (GirType *type)
{
  return type->elements != NULL && type->elements->len == 1 ? g_ptr_array_index (type->elements, 0) : NULL;
}

gboolean
blocking_way_is_text (GirType *type)
{
  return g_strcmp0 (type->name, "utf8") == 0 || g_strcmp0 (type->name, "filename") == 0;
}

/* Whether elements of that type are numbers. */
gboolean
blocking_way_has_numbers (GirType *element)
{
  return !element->is_array && element->elements == NULL &&
         blocking_way_is_number (gir_type_get_kind (element));
}

/* An array of numbers; a pointer to anything has bytes. */
static gboolean
find_numbers (GirType     *type,
              const CType *c_type,
              gboolean     has_length,
              BlockingWay *way)
{
  gboolean is_untyped = ctype_is_untyped (c_type);

  way->release = "g_free ($)";
  if (has_length)
    way->copy = is_untyped ? "g_memdup2 ($, (gsize) #)" : "g_memdup2 ($, (gsize) # * sizeof (*$))";
  else if (type->fixed_size > 0 && !is_untyped)
    way->copy = intern (type->model, g_strdup_printf ("g_memdup2 ($, %d * sizeof (*$))", type->fixed_size));

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

/* The functions that copy and free one element, in the place of "%s"; what only a GType knows has none. */
static gboolean
find_functions (GirType     *element,
                const char **copy,
                const char **release)
{
  BlockingWay way = { NULL, NULL, FALSE };

  if (element == NULL || element->is_array || element->c_type->n_stars > 1 || !find_single (element, &way))
    return FALSE;

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

  return TRUE;
}

static gboolean
find_array (GirType     *type,
            const CType *c_type,
            gboolean     has_length,
            BlockingWay *way)
{
  GirType *element = blocking_way_get_element (type);
  gboolean is_strv = c_type->n_stars == 2 || strcmp (c_type->text, "GStrv") == 0;

  if (element == NULL)
    return FALSE;
  if (blocking_way_has_numbers (element))
    return find_numbers (type, c_type, has_length, way);
  if (blocking_way_is_text (element) && type->zero_terminated && !has_length && is_strv)
    {
      way->copy = "g_strdupv ($)";
      way->release = "g_strfreev ($)";
      return TRUE;
    }

  return find_pointers (type, c_type, has_length, way);
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
  if (find_functions (blocking_way_get_element (type), &copy, &release) && copy != NULL)
    way->copy = intern (type->model, g_strdup_printf ("copy_ptr_array ($, (GBoxedCopyFunc) %s, (GDestroyNotify) %s)",
                                                      copy, release));
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

  if (g_strcmp0 (type->name, "GLib.PtrArray") == 0)
    find_ptr_array (type, way);
  else if (g_strcmp0 (type->name, "GLib.HashTable") == 0)
    find_hash_table (type, way);

  return way->release != NULL;
}

/* How a value of a type that C calls @c_type is copied and released. Returns whether anything of that is known. */
gboolean
blocking_way_find (GirType     *type,
                   const CType *c_type,
                   gboolean     has_length,
                   BlockingWay *way)
{
  if (type->is_array && type->name == NULL)
    return find_array (type, c_type, has_length, way);
  if (c_type->n_stars != 1 && !ctype_is_untyped (c_type))
    return FALSE;

  return find_container (type, way) || find_single (type, way);
}
