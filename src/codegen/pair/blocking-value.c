/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How an argument or a result is kept for as long as another thread needs it.
 */

#include "pair/blocking-value.h"

#include <string.h>

#include "pair/check.h"
#include "pair/spelling.h"
#include "read/type-check.h"
#include "read/type-resolver.h"

/* Strings, boxed types and arrays are copied, and objects and what is counted are referenced. What the function gives
 * and keeps for itself is copied in the thread, as soon as it has returned.
 */

#define UNREF_OBJECT "g_object_unref ($)"

/* In C, with "$" for the value and "#" for its length. */
typedef struct
{
  const char *copy;             /* NULL: not known */
  const char *release;          /* likewise */
} Way;

static const struct
{
  const char *type;             /* in the introspection data */
  Way         way;
} ways[] = {
  { "utf8", { "g_strdup ($)", "g_free ($)" } },
  { "filename", { "g_strdup ($)", "g_free ($)" } },
  { "GLib.Bytes", { "g_bytes_ref ($)", "g_bytes_unref ($)" } },
  { "GLib.Error", { "g_error_copy ($)", "g_error_free ($)" } },
  { "GLib.KeyFile", { NULL, "g_key_file_unref ($)" } },
  { "GLib.Variant", { "g_variant_ref_sink ($)", "g_variant_unref ($)" } },
  { "GLib.VariantType", { "g_variant_type_copy ($)", "g_variant_type_free ($)" } },
  { "GLib.Array", { NULL, "g_array_unref ($)" } },
  { "GLib.ByteArray", { "g_byte_array_new_take (g_memdup2 (($)->data, ($)->len), ($)->len)",
                        "g_byte_array_unref ($)" } },
  { "GLib.HashTable", { NULL, "g_hash_table_unref ($)" } },
  { "GLib.PtrArray", { NULL, "g_ptr_array_unref ($)" } },
};

static gboolean
is_number (CTypeKind kind)
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
              Way         *way)
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
             Way         *way)
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
             Way     *way)
{
  GirModel *model = type->model;
  GirTypeNode *node;

  if (type->name == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (strcmp (type->name, ways[i].type) == 0)
        {
          *way = ways[i].way;
          return TRUE;
        }
    }
  if (gir_type_is_object (type))
    {
      *way = (Way) { "g_object_ref ($)", UNREF_OBJECT };
      return TRUE;
    }

  node = type_resolver_find (model->resolver, &model, type->name);

  return node != NULL && find_record (model, node, way);
}

static GirType *
get_element (GirType *type)
{
  return type->elements != NULL && type->elements->len == 1 ? g_ptr_array_index (type->elements, 0) : NULL;
}

static gboolean
is_text (GirType *type)
{
  return g_strcmp0 (type->name, "utf8") == 0 || g_strcmp0 (type->name, "filename") == 0;
}

/* Whether an array has numbers, and is not of bytes that have no type. */
static gboolean
has_numbers (GirType *element)
{
  return !element->is_array && element->elements == NULL && is_number (gir_type_get_kind (element));
}

/* An array of numbers; a pointer to anything has bytes. */
static gboolean
find_numbers (GirType     *type,
              const CType *c_type,
              gboolean     has_length,
              Way         *way)
{
  gboolean is_untyped = ctype_is_untyped (c_type);

  way->release = "g_free ($)";
  if (has_length)
    way->copy = is_untyped ? "g_memdup2 ($, (gsize) #)" : "g_memdup2 ($, (gsize) # * sizeof (*$))";
  else if (type->fixed_size > 0 && !is_untyped)
    way->copy = intern (type->model, g_strdup_printf ("g_memdup2 ($, %d * sizeof (*$))", type->fixed_size));

  return c_type->n_stars <= 1;
}

static gboolean
find_array (GirType     *type,
            const CType *c_type,
            gboolean     has_length,
            Way         *way)
{
  GirType *element = get_element (type);

  if (element == NULL)
    return FALSE;
  if (has_numbers (element))
    return find_numbers (type, c_type, has_length, way);
  if (is_text (element) && type->zero_terminated && (c_type->n_stars == 2 || strcmp (c_type->text, "GStrv") == 0))
    {
      *way = (Way) { "g_strdupv ($)", "g_strfreev ($)" };
      return TRUE;
    }

  return FALSE;
}

/* The function by which an element of a list is freed. */
static const char *
get_function (GirModel   *model,
              const char *release)
{
  return g_str_has_suffix (release, " ($)")
         ? intern (model, g_strndup (release, strlen (release) - strlen (" ($)"))) : NULL;
}

/* A list that comes with its elements. */
static gboolean
find_list (GirType *type,
           Way     *way)
{
  const char *prefix = g_strcmp0 (type->name, "GLib.List") == 0 ? "g_list" : "g_slist";
  GirType *element = get_element (type);
  Way of_element = { NULL, NULL };
  const char *function = NULL;

  if (element != NULL && find_single (element, &of_element) && of_element.release != NULL)
    function = get_function (type->model, of_element.release);
  if (function == NULL)
    return FALSE;

  way->release = intern (type->model, g_strdup_printf ("%s_free_full ($, (GDestroyNotify) %s)", prefix, function));

  return TRUE;
}

static gboolean
is_list (GirType *type)
{
  return g_strcmp0 (type->name, "GLib.List") == 0 || g_strcmp0 (type->name, "GLib.SList") == 0;
}

static gboolean
find_way (GirType     *type,
          const CType *c_type,
          gboolean     has_length,
          Way         *way)
{
  if (type->is_array && type->name == NULL)
    return find_array (type, c_type, has_length, way);
  if (c_type->n_stars != 1 && !ctype_is_untyped (c_type))
    return FALSE;

  return is_list (type) ? find_list (type, way) : find_single (type, way);
}

/* "const char * const *" → "char **": what is copied belongs to the thread. */
static const CType *
without_const (GirModel    *model,
               const CType *c_type)
{
  g_auto (GStrv) words = g_strsplit (c_type->text, " ", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  if (c_type->id == CTYPE_ID_CONST_POINTER)
    return gir_model_get_c_type (model, "gpointer");
  if (!c_type->has_const)
    return c_type;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strcmp (words[i], "const") != 0)
        g_string_append_printf (text, "%s ", words[i]);
    }

  return gir_model_get_c_type (model, g_strchomp (text->str));
}

/* What a caller gives keeps its owner, and gets another if the function takes it over. What a caller gets is the
 * caller's.
 */
static void
correct_annotations (BlockingValue *value,
                     const CType   *c_type)
{
  GirParameter *gir = value->gir;
  g_autofree char *out = NULL;

  if (value->place == BLOCKING_ARGUMENT)
    {
      gir->transfer = GIR_TRANSFER_NONE;
      if (value->is_taken && is_text (gir->type) && !c_type->has_const)
        gir->type->c_type = gir_model_get_c_type (gir->type->model, "const char *");
      return;
    }

  if (value->is_borrowed)
    gir->transfer = GIR_TRANSFER_FULL;
  if (value->place == BLOCKING_RETURNED)
    {
      gir->type->c_type = c_type;
      return;
    }

  out = g_strconcat (c_type->text, "*", NULL);
  gir->type->c_type = gir_model_get_c_type (gir->type->model, out);
}

static gboolean
is_container (GirType *type)
{
  static const char * const containers[] = { "GLib.Array", "GLib.HashTable", "GLib.PtrArray", NULL };

  return type->name != NULL && g_strv_contains (containers, type->name);
}

/* Whether the elements of what is handed over stay with the function; those of a counted container go with it. */
static gboolean
keeps_elements (GirParameter *gir)
{
  GirType *element = get_element (gir->type);

  return gir->transfer == GIR_TRANSFER_CONTAINER && !is_container (gir->type) &&
         (element == NULL || !has_numbers (element));
}

static const char *
check_way (BlockingValue *value,
           const Way     *way)
{
  if (value->place == BLOCKING_ARGUMENT || value->is_borrowed)
    return way->copy != NULL && way->release != NULL ? NULL : CHECK_COPY_UNKNOWN;
  if (value->gir->transfer == GIR_TRANSFER_UNKNOWN || keeps_elements (value->gir))
    return CHECK_RELEASE_UNKNOWN;

  return way->release != NULL ? NULL : CHECK_RELEASE_UNKNOWN;
}

static const char *
find_pointer (BlockingValue *value,
              const CType   *c_type,
              gboolean       is_kept)
{
  GirParameter *gir = value->gir;
  Way way = { NULL, NULL };
  const char *reason;

  if (is_kept)
    return NULL;

  value->is_borrowed = value->place != BLOCKING_ARGUMENT && gir->transfer == GIR_TRANSFER_NONE;
  value->is_taken = value->place == BLOCKING_ARGUMENT &&
                    (gir->transfer == GIR_TRANSFER_FULL || gir->transfer == GIR_TRANSFER_CONTAINER);
  if (!find_way (gir->type, c_type, value->length != NULL, &way))
    return value->place == BLOCKING_ARGUMENT || value->is_borrowed ? CHECK_COPY_UNKNOWN : CHECK_RELEASE_UNKNOWN;

  reason = check_way (value, &way);
  value->copy = value->place == BLOCKING_ARGUMENT || value->is_borrowed ? way.copy : NULL;
  value->release = way.release;
  value->is_object = g_strcmp0 (way.release, UNREF_OBJECT) == 0;

  return reason;
}

/* Whether the caller's struct is one that can be assigned to it: what it points to is handed over as it is. */
static gboolean
is_assignable (GirParameter *gir)
{
  GirTypeNode *node = gir_type_get_node (gir->type, NULL);

  return gir->caller_allocates && node != NULL && node->kind == GIR_TYPE_NODE_RECORD && node->has_fields;
}

static const char *
find_kept (BlockingValue *value,
           CTypeKind      kind,
           const CType   *c_type,
           gboolean       is_kept)
{
  if (is_number (kind))
    return NULL;
  if (kind == CTYPE_KIND_STRUCT && value->place == BLOCKING_OUT)
    return is_assignable (value->gir) ? NULL : CHECK_FILLS_IN;
  if (kind == CTYPE_KIND_STRUCT)
    return CHECK_BY_VALUE;
  if (kind != CTYPE_KIND_POINTER)
    return kind == CTYPE_KIND_CALLBACK ? CHECK_TAKES_CALLBACK : SPELLING_UNKNOWN_TYPE;

  return find_pointer (value, c_type, is_kept);
}

void
blocking_value_free (BlockingValue *value)
{
  g_free (value->name);
  g_free (value);
}

/* How @gir, a parameter or what @callable returns, is kept; corrects its annotations. With @is_kept, the caller's own
 * memory is used. Sets @reason if that is not known, to why.
 */
BlockingValue *
blocking_value_new (GirCallable    *callable,
                    GirParameter   *gir,
                    BlockingPlace   place,
                    gboolean        is_kept,
                    const char    **reason)
{
  BlockingValue *value = g_new0 (BlockingValue, 1);
  const CType *c_type = place == BLOCKING_OUT ? gir->type->c_type->target : gir->type->c_type;
  const CType *own;

  value->place = place;
  value->gir = gir;
  value->name = g_strdup (place == BLOCKING_RETURNED ? "returned" : gir->name);
  value->length = gir->type->is_array ? gir_callable_get_nth (callable, gir->type->length) : NULL;
  if (c_type == NULL)
    {
      *reason = SPELLING_UNKNOWN_TYPE;
      return value;
    }

  *reason = find_kept (value, place == BLOCKING_OUT ? gir_type_get_target_kind (gir->type)
                                                    : gir_type_get_kind (gir->type), c_type, is_kept);
  own = is_kept ? c_type : without_const (gir->type->model, c_type);
  value->c_type = own->value;
  value->given_type = c_type->value;
  if (*reason == NULL && !is_kept)
    correct_annotations (value, own);

  return value;
}
