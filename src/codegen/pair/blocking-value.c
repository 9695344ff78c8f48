/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How an argument or a result is kept for as long as another thread needs it.
 */

#include "pair/blocking-value.h"

#include <string.h>

#include "pair/blocking-way.h"
#include "pair/check.h"
#include "pair/spelling.h"
#include "read/type-check.h"
#include "read/type-resolver.h"

/* Strings, boxed types and arrays are copied, and objects and what is counted are referenced. What the function gives
 * and keeps for itself is copied in the thread, as soon as it has returned.
 */

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
      if (value->is_taken && blocking_way_is_text (gir->type) && !c_type->has_const)
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
  GirType *element = blocking_way_get_element (gir->type);

  return gir->transfer == GIR_TRANSFER_CONTAINER && !is_container (gir->type) &&
         (element == NULL || !blocking_way_has_plain (element));
}

static const char *
check_way (BlockingValue     *value,
           const BlockingWay *way)
{
  if (value->is_taken && keeps_elements (value->gir))
    return CHECK_COPY_UNKNOWN;
  if (value->is_taken && way->is_plain)
    return CHECK_COPY_UNKNOWN;
  if (value->place == BLOCKING_ARGUMENT || value->is_borrowed)
    return way->copy != NULL && way->release != NULL ? NULL : CHECK_COPY_UNKNOWN;
  if (value->gir->transfer == GIR_TRANSFER_UNKNOWN || keeps_elements (value->gir))
    return CHECK_RELEASE_UNKNOWN;

  return way->release != NULL && !way->is_plain ? NULL : CHECK_RELEASE_UNKNOWN;
}

/* The number behind a text that says how many bytes of that are meant, if the names tell: the text may end without a
 * zero then. Introspection data knows no such texts.
 */
static GirParameter *
find_text_length (GirCallable  *callable,
                  GirParameter *text)
{
  static const char * const names[] = { "len", "length", "size", "n", "n_bytes", NULL };
  static const char * const suffixes[] = { "_len", "_length", "_size", NULL };
  guint position = 0;
  GirParameter *next;
  CTypeKind kind;

  if (!g_ptr_array_find (callable->parameters, text, &position) || position + 1 == callable->parameters->len)
    return NULL;

  next = gir_callable_get_parameter (callable, position + 1);
  kind = gir_type_get_kind (next->type);
  if (next->direction != GIR_DIRECTION_IN || next->name == NULL ||
      (kind != CTYPE_KIND_SIGNED && kind != CTYPE_KIND_UNSIGNED))
    return NULL;

  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      if (g_strv_contains (names, next->name) || g_str_has_suffix (next->name, suffixes[i]))
        return next;
    }

  return NULL;
}

/* Whether the function may put something into an argument that the caller would not see, as the thread has a copy: into
 * numbers, into a text with a size, or into a struct that has numbers alone or is the instance.
 */
static gboolean
may_be_changed (BlockingValue     *value,
                const CType       *c_type,
                const BlockingWay *way)
{
  GirType *type = value->gir->type;
  GirType *element = type->name == NULL ? blocking_way_get_element (type) : NULL;

  if (value->place != BLOCKING_ARGUMENT || c_type->has_const)
    return FALSE;

  return (element != NULL && blocking_way_has_plain (element)) ||
         (blocking_way_is_text (type) && value->length != NULL) || way->is_plain ||
         (value->gir->is_instance && !way->is_shared);
}

/* How what a pointer points to is copied. */
static void
choose_copy (BlockingValue     *value,
             GirCallable       *callable,
             const BlockingWay *way)
{
  gboolean is_argument = value->place == BLOCKING_ARGUMENT;
  GirParameter *length = is_argument && blocking_way_is_text (value->gir->type)
                         ? find_text_length (callable, value->gir) : NULL;

  value->copy = is_argument || value->is_borrowed ? way->copy : NULL;
  if (length != NULL)
    {
      value->length = length;
      value->copy = "copy_text ($, (gssize) #)";
    }
}

static const char *
find_pointer (BlockingValue *value,
              GirCallable   *callable,
              const CType   *c_type,
              gboolean       is_kept)
{
  GirParameter *gir = value->gir;
  BlockingWay way = { NULL, NULL, NULL, FALSE, FALSE, FALSE };
  const char *reason;

  if (is_kept)
    return NULL;

  value->is_borrowed = value->place != BLOCKING_ARGUMENT && gir->transfer == GIR_TRANSFER_NONE;
  value->is_taken = value->place == BLOCKING_ARGUMENT &&
                    (gir->transfer == GIR_TRANSFER_FULL || gir->transfer == GIR_TRANSFER_CONTAINER);
  if (!blocking_way_find (gir->type, c_type, value->length != NULL ? value->length->type : NULL, &way))
    return value->place == BLOCKING_ARGUMENT || value->is_borrowed ? CHECK_COPY_UNKNOWN : CHECK_RELEASE_UNKNOWN;

  choose_copy (value, callable, &way);
  reason = check_way (value, &way);
  if (reason == NULL && may_be_changed (value, c_type, &way))
    reason = CHECK_FILLS_IN;
  value->release = way.release;
  if (value->place == BLOCKING_ARGUMENT && blocking_way_get_object (gir->type) != NULL)
    value->each = way.each;
  value->is_object = way.is_object;

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
           GirCallable   *callable,
           CTypeKind      kind,
           const CType   *c_type,
           gboolean       is_kept)
{
  if (blocking_way_is_number (kind))
    return NULL;
  if (kind == CTYPE_KIND_STRUCT && value->place == BLOCKING_OUT)
    return is_assignable (value->gir) ? NULL : CHECK_FILLS_IN;
  if (kind == CTYPE_KIND_STRUCT)
    return CHECK_BY_VALUE;
  if (kind != CTYPE_KIND_POINTER)
    return kind == CTYPE_KIND_CALLBACK ? CHECK_TAKES_CALLBACK : SPELLING_UNKNOWN_TYPE;

  return find_pointer (value, callable, c_type, is_kept);
}

/* Whether what is said to be the length of an array is a number. */
static gboolean
is_length (GirParameter *gir)
{
  CTypeKind kind = gir->direction == GIR_DIRECTION_IN ? gir_type_get_kind (gir->type)
                                                      : gir_type_get_target_kind (gir->type);

  return kind == CTYPE_KIND_SIGNED || kind == CTYPE_KIND_UNSIGNED;
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
  if (c_type == NULL || (value->length != NULL && !is_length (value->length)))
    {
      *reason = c_type == NULL ? SPELLING_UNKNOWN_TYPE : CHECK_COPY_UNKNOWN;
      return value;
    }

  *reason = find_kept (value, callable, place == BLOCKING_OUT ? gir_type_get_target_kind (gir->type)
                                                              : gir_type_get_kind (gir->type), c_type, is_kept);
  own = is_kept ? c_type : without_const (gir->type->model, c_type);
  value->c_type = own->value;
  value->given_type = c_type->value;
  if (*reason == NULL && !is_kept)
    correct_annotations (value, own);

  return value;
}
