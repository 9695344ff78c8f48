/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A callback that a function calls while it blocks.
 */

#include "pair/blocking-callback.h"

#include <string.h>

#include "pair/blocking-way.h"
#include "pair/check.h"
#include "pair/spelling.h"
#include "read/type-resolver.h"

/* What the function gives to a callback that returns nothing is copied, as that is called later. For one that returns
 * something the thread waits, so that the callback gets what the function gives.
 */

BlockingValue *
blocking_callback_get_value (BlockingCallback *callback,
                             guint             position)
{
  return g_ptr_array_index (callback->values, position);
}

/* What is kept of a parameter of the callback. */
BlockingValue *
blocking_callback_find_value (BlockingCallback *callback,
                              GirParameter     *gir)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);

      if (value != NULL && value->gir == gir)
        return value;
    }

  return NULL;
}

void
blocking_callback_free (BlockingCallback *callback)
{
  g_clear_pointer (&callback->data, gir_parameter_free);
  g_clear_pointer (&callback->destroy, gir_parameter_free);
  g_clear_pointer (&callback->closure, gir_parameter_free);
  g_clear_pointer (&callback->values, g_ptr_array_unref);
  g_free (callback->stem);
  g_free (callback->type);
  g_free (callback);
}

static void
value_free (gpointer value)
{
  if (value != NULL)
    blocking_value_free (value);
}

static GirParameter *
make_parameter (GirParameter *callback,
                const char   *suffix,
                const char   *type,
                const char   *c_type,
                const char   *doc)
{
  GirModel *model = callback->type->model;
  GirParameter *parameter = gir_parameter_new (model);
  g_autofree char *name = g_strconcat (callback->name, suffix, NULL);
  g_autofree char *text = g_strdup_printf (doc, callback->name);

  parameter->name = gir_model_intern (model, name);
  parameter->doc = gir_model_intern (model, text);
  parameter->closure = -1;
  parameter->destroy = -1;
  parameter->nullable = TRUE;
  parameter->type->name = type;
  parameter->type->c_type = gir_model_get_c_type (model, c_type);

  return parameter;
}

/* The last parameter, if it is a pointer to anything. */
static guint
find_data (GirCallable *signature)
{
  guint n = signature->parameters->len;

  return n > 0 && gir_parameter_is (gir_callable_get_parameter (signature, n - 1), CTYPE_ID_POINTER) ? n - 1 : n;
}

/* Whether the thread can get what a callback returns. */
static gboolean
returns_number (GirCallable *signature)
{
  static const char * const numbers[] = { "gboolean", "gint", "guint", NULL };
  GirType *type = signature->returns->type;

  return type->name != NULL &&
         (g_strv_contains (numbers, type->name) || gir_type_get_kind (type) == CTYPE_KIND_ENUM);
}

static gboolean
is_taken (BlockingCallback *callback,
          GirParameter     *gir,
          const char       *name)
{
  static const char * const taken[] = { "args", "call", "call_closure", "closure", "data", "is_answered", "returned",
                                        "values", NULL };

  if (g_strv_contains (taken, name) || ctype_is_special (name))
    return TRUE;

  for (guint i = 0; i < callback->signature->parameters->len; i++)
    {
      GirParameter *other = gir_callable_get_parameter (callback->signature, i);
      BlockingValue *value = blocking_callback_find_value (callback, other);

      if (other != gir && (g_strcmp0 (other->name, name) == 0 || (value != NULL && strcmp (value->name, name) == 0)))
        return TRUE;
    }

  return FALSE;
}

/* A value is a parameter of the function that stands for the callback, and is in the struct. */
static void
choose_name (BlockingCallback *callback,
             BlockingValue    *value)
{
  while (is_taken (callback, value->gir, value->name))
    {
      char *longer = g_strconcat ("the_", value->name, NULL);

      g_free (value->name);
      value->name = longer;
    }
}

/* What a callback takes over is released where that is not called, as for closures, which take nothing over. */
static gboolean
may_be_given (BlockingCallback *callback,
              GirParameter     *gir)
{
  g_autofree char *release = NULL;

  if (gir_type_get_kind (gir->type) != CTYPE_KIND_POINTER)
    return TRUE;
  if (gir->transfer != GIR_TRANSFER_FULL)
    return gir->transfer != GIR_TRANSFER_CONTAINER;

  release = blocking_callback_get_release (gir);

  return callback->asks && release != NULL;
}

static const char *
add_value (BlockingCallback *callback,
           GirParameter     *gir)
{
  const char *reason = NULL;
  BlockingValue *value;

  if (gir->direction != GIR_DIRECTION_IN || gir->name == NULL || gir->is_varargs)
    return CHECK_TAKES_CALLBACK;
  if (!may_be_given (callback, gir))
    return CHECK_COPY_UNKNOWN;

  value = blocking_value_new (callback->signature, gir, BLOCKING_ARGUMENT, callback->asks, &reason);
  choose_name (callback, value);
  g_ptr_array_add (callback->values, value);

  return reason;
}

static const char *
add_values (BlockingCallback *callback)
{
  GirCallable *signature = callback->signature;
  guint data = find_data (signature);
  const char *reason = data == signature->parameters->len ? CHECK_TAKES_CALLBACK : NULL;

  for (guint i = 0; i < signature->parameters->len && reason == NULL; i++)
    {
      if (i == data)
        g_ptr_array_add (callback->values, NULL);
      else
        reason = add_value (callback, gir_callable_get_parameter (signature, i));
    }

  return reason;
}

/* What needs no function to tell its GType, with a conversion for arguments whose types nobody declares. */
static const struct
{
  const char *name;             /* in the introspection data */
  const char *gtype;
  const char *cast;
} types[] = {
  { "gboolean", "G_TYPE_BOOLEAN", "" },
  { "gint8", "G_TYPE_CHAR", "" },
  { "guint8", "G_TYPE_UCHAR", "" },
  { "gchar", "G_TYPE_CHAR", "" },
  { "guchar", "G_TYPE_UCHAR", "" },
  { "gint16", "G_TYPE_INT", "" },
  { "guint16", "G_TYPE_UINT", "(guint) " },
  { "gint", "G_TYPE_INT", "" },
  { "guint", "G_TYPE_UINT", "" },
  { "gint32", "G_TYPE_INT", "" },
  { "guint32", "G_TYPE_UINT", "" },
  { "glong", "G_TYPE_LONG", "" },
  { "gulong", "G_TYPE_ULONG", "" },
  { "gint64", "G_TYPE_INT64", "" },
  { "guint64", "G_TYPE_UINT64", "" },
  { "gssize", "G_TYPE_INT64", "(gint64) " },
  { "gsize", "G_TYPE_UINT64", "(guint64) " },
  { "goffset", "G_TYPE_INT64", "(gint64) " },
  { "gfloat", "G_TYPE_FLOAT", "(double) " },
  { "gdouble", "G_TYPE_DOUBLE", "" },
  { "utf8", "G_TYPE_STRING", "" },
  { "filename", "G_TYPE_STRING", "" },
  { "GLib.Variant", "G_TYPE_VARIANT", "" },
};

/* The GType of a value, in C, and a conversion that the value needs where the compiler converts nothing; NULL if it has
 * none.
 */
char *
blocking_callback_get_gtype (GirType     *type,
                             const char **cast)
{
  GirTypeNode *node;

  *cast = "";
  if (type->name == NULL || type->is_array)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (strcmp (type->name, types[i].name) == 0)
        {
          *cast = types[i].cast;
          return g_strdup (types[i].gtype);
        }
    }
  if (gir_type_is_object (type))
    return g_strdup ("G_TYPE_OBJECT");

  node = gir_type_get_node (type, NULL);
  if (node == NULL || node->kind == GIR_TYPE_NODE_CALLBACK || node->kind == GIR_TYPE_NODE_ALIAS)
    return NULL;
  if (node->get_type == NULL || !g_str_has_suffix (node->get_type, "_get_type") ||
      !ctype_is_identifier (node->get_type))
    return node->kind == GIR_TYPE_NODE_ENUM || node->kind == GIR_TYPE_NODE_FLAGS ? g_strdup ("G_TYPE_INT") : NULL;

  return g_strdup_printf ("%s ()", node->get_type);
}

/* What frees a value that the callback would have taken over, with "$" for it; NULL if it would not. */
char *
blocking_callback_get_release (GirParameter *gir)
{
  BlockingWay way = { NULL, NULL, NULL, FALSE, FALSE, FALSE };

  if (gir->transfer != GIR_TRANSFER_FULL || gir_type_get_kind (gir->type) != CTYPE_KIND_POINTER ||
      !blocking_way_find (gir->type, gir->type->c_type, NULL, &way))
    return NULL;

  return g_strdup (way.release);
}

static gboolean
has_gtypes (GirCallable *signature,
            guint        data)
{
  gboolean has = TRUE;

  for (guint i = 0; i < signature->parameters->len && has; i++)
    {
      const char *cast;
      g_autofree char *gtype = i == data ? g_strdup ("") : blocking_callback_get_gtype (
                               gir_callable_get_parameter (signature, i)->type, &cast);

      has = gtype != NULL;
    }

  return has;
}

static void
add_parameters (BlockingCallback *callback)
{
  callback->data = make_parameter (callback->gir, "_data", "gpointer", "gpointer", "data for @%s");
  callback->destroy = make_parameter (callback->gir, "_data_destroy", "GLib.DestroyNotify", "GDestroyNotify",
                                      "frees the data of @%s, when that is not called any more");
  if (has_gtypes (callback->signature, find_data (callback->signature)))
    {
      callback->closure = make_parameter (callback->gir, "", "GObject.Closure", "GClosure *", "%s");
      callback->closure->doc = callback->gir->doc;
      callback->closure->nullable = callback->gir->nullable;
      callback->closure->transfer = GIR_TRANSFER_NONE;
    }
}

/* Sets @reason if the callback cannot be called elsewhere, to why. */
BlockingCallback *
blocking_callback_new (GirParameter  *gir,
                       gboolean       coalesces,
                       const char    *unanswered,
                       const char   **reason)
{
  BlockingCallback *callback = g_new0 (BlockingCallback, 1);
  GirTypeNode *node = gir_type_get_node (gir->type, NULL);

  callback->gir = gir;
  callback->signature = node != NULL ? node->signature : NULL;
  callback->values = g_ptr_array_new_with_free_func (value_free);
  callback->coalesces = coalesces;
  callback->unanswered = unanswered != NULL ? unanswered : "0";
  if (callback->signature == NULL || gir->scope != GIR_SCOPE_CALL || gir->direction != GIR_DIRECTION_IN ||
      callback->signature->throws)
    {
      *reason = CHECK_TAKES_CALLBACK;
      return callback;
    }

  callback->asks = !gir_parameter_is (callback->signature->returns, CTYPE_ID_VOID);
  *reason = spelling_correct (callback->signature);
  if (*reason == NULL && callback->asks && !returns_number (callback->signature))
    *reason = CHECK_TAKES_CALLBACK;
  if (*reason == NULL)
    *reason = add_values (callback);
  if (*reason == NULL)
    add_parameters (callback);

  return callback;
}
