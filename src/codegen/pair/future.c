/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that return a future: what waits for it, and gives what it is resolved with.
 */

#include "pair/future.h"

#include <string.h>

#include "pair/check.h"
#include "pair/ownership.h"
#include "pair/twin.h"
#include "read/type-check.h"
#include "read/type-resolver.h"

/* A function of the library for libdex stands for the finish function of such a function: it returns what the twin
 * does, and has no parameters that the twin would have to know. All else is like a pair.
 */

/* Types that are not looked up. */
static const struct
{
  const char *names;
  const char *type;             /* in introspection data */
  const char *c_type;
  const char *await;
} plain_types[] = {
  { "any", "gboolean", "gboolean", "smart_dex_await" },
  { "boolean|gboolean", "gboolean", "gboolean", "smart_dex_await_boolean" },
  { "int|gint", "gint", "int", "smart_dex_await_int" },
  { "uint|guint", "guint", "guint", "smart_dex_await_uint" },
  { "int64|gint64", "gint64", "gint64", "smart_dex_await_int64" },
  { "uint64|guint64", "guint64", "guint64", "smart_dex_await_uint64" },
  { "double|gdouble", "gdouble", "double", "smart_dex_await_double" },
  { "float|gfloat", "gfloat", "float", "smart_dex_await_float" },
  { "string|utf8", "utf8", "char *", "smart_dex_await_string" },
  { "filename", "filename", "char *", "smart_dex_await_string" },
  { "fd", "gint", "int", "smart_dex_await_fd" },
  { "strv|GLib.Strv", NULL, "char **", "smart_dex_await_boxed" },
};

/* Of what is counted as a whole, the elements are not the caller's. */
static const struct
{
  const char *type;
  GirTransfer transfer;
  guint       n_elements;       /* how many types of elements it has */
} containers[] = {
  { "GLib.List", GIR_TRANSFER_FULL, 1 },
  { "GLib.SList", GIR_TRANSFER_FULL, 1 },
  { "GLib.Array", GIR_TRANSFER_CONTAINER, 1 },
  { "GLib.PtrArray", GIR_TRANSFER_CONTAINER, 1 },
  { "GLib.HashTable", GIR_TRANSFER_CONTAINER, 2 },
};

static void
add_element (GirType    *type,
             const char *name)
{
  GirType *element = gir_type_new (type->model);

  element->name = gir_model_intern (type->model, name);
  if (type->elements == NULL)
    type->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) gir_type_free);
  g_ptr_array_add (type->elements, element);
}

/* Strings up to NULL. */
static void
make_strv (GirType *type)
{
  type->is_array = TRUE;
  type->zero_terminated = TRUE;
  add_element (type, "utf8");
}

static gboolean
use_plain_type (GirCallable *await,
                const char  *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plain_types); i++)
    {
      g_auto (GStrv) names = g_strsplit (plain_types[i].names, "|", -1);
      GirType *type = await->returns->type;

      if (!g_strv_contains ((const char * const *) names, name))
        continue;
      type->name = plain_types[i].type;
      type->c_type = gir_model_get_c_type (await->model, plain_types[i].c_type);
      await->c_identifier = plain_types[i].await;
      if (type->name == NULL)
        make_strv (type);
      return TRUE;
    }

  return FALSE;
}

static gboolean
is_container (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      if (strcmp (name, containers[i].type) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
are_known (GPtrArray *elements)
{
  static const char * const texts[] = { "utf8", "filename", NULL };

  for (guint i = 0; i < elements->len; i++)
    {
      GirType *element = g_ptr_array_index (elements, i);

      if (!g_strv_contains (texts, element->name) && gir_type_get_kind (element) == CTYPE_KIND_UNKNOWN)
        return FALSE;
    }

  return TRUE;
}

/* Lists and tables say what they have; a list model knows that by itself. */
static gboolean
use_elements (GirParameter *returns,
              const char   *elements)
{
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      g_auto (GStrv) names = g_strsplit (elements != NULL ? elements : "", ",", -1);

      if (strcmp (returns->type->name, containers[i].type) != 0)
        continue;
      returns->transfer = containers[i].transfer;
      for (guint j = 0; names[j] != NULL; j++)
        add_element (returns->type, g_strstrip (names[j]));
      return g_strv_length (names) == containers[i].n_elements && are_known (returns->type->elements);
    }

  return TRUE;
}

/* The function that waits for values of a type; NULL if no value of a future is of such a type. */
static const char *
find_await (GirType     *type,
            GirTypeNode *node)
{
  switch (node->kind)
    {
    case GIR_TYPE_NODE_ENUM:
      return "smart_dex_await_enum";
    case GIR_TYPE_NODE_FLAGS:
      return "smart_dex_await_flags";
    case GIR_TYPE_NODE_RECORD:
    case GIR_TYPE_NODE_UNION:
      if (strcmp (type->name, "GLib.Variant") == 0)
        return "smart_dex_await_variant";
      return gir_type_is_object (type) ? "smart_dex_await_object" : "smart_dex_await_boxed";
    case GIR_TYPE_NODE_CLASS:
    case GIR_TYPE_NODE_INTERFACE:
      return gir_type_is_object (type) ? "smart_dex_await_object" : NULL;
    case GIR_TYPE_NODE_CALLBACK:
    case GIR_TYPE_NODE_ALIAS:
    default:
      return NULL;
    }
}

/* Own types are without their namespace, as in the file. */
static const char *
intern_name (GirModel   *model,
             const char *name)
{
  gsize length = strlen (model->name);
  gboolean is_own = strncmp (name, model->name, length) == 0 && name[length] == '.';

  return gir_model_intern (model, is_own ? name + length + 1 : name);
}

/* Values of enumerations and flags are no pointers. */
static const char *
get_star (GirTypeNode *node)
{
  return node->kind == GIR_TYPE_NODE_ENUM || node->kind == GIR_TYPE_NODE_FLAGS ? "" : " *";
}

static gboolean
is_record (GirTypeNode *node)
{
  return node->kind == GIR_TYPE_NODE_RECORD || node->kind == GIR_TYPE_NODE_UNION;
}

/* A type that introspection data has; @name is "Foo.Bar", "Bar", or "GLib.List(Foo.Bar)". A record that
 * documentation names must be one that values have, unless the configuration says so.
 */
static gboolean
use_named_type (GirCallable *await,
                const char  *name,
                gboolean     is_certain)
{
  g_auto (GStrv) parts = g_strsplit_set (name, "()", -1);
  GirType *type = await->returns->type;
  g_autofree char *c_type = NULL;
  GirModel *model = NULL;
  GirTypeNode *node;

  type->name = intern_name (await->model, g_strstrip (parts[0]));
  node = gir_type_get_node (type, &model);
  if (node == NULL || *node->c_type->text == '\0' || find_await (type, node) == NULL)
    return FALSE;
  if (!is_certain && is_record (node) && !is_container (type->name) && !type_check_has_gtype (model, node))
    return FALSE;

  c_type = g_strconcat (node->c_type->text, get_star (node), NULL);
  type->c_type = gir_model_get_c_type (await->model, c_type);
  await->c_identifier = find_await (type, node);
  await->returns->transfer = *get_star (node) != '\0' ? GIR_TRANSFER_FULL : GIR_TRANSFER_UNKNOWN;

  return use_elements (await->returns, parts[1]);
}

/* What the twin is documented to return. */
static void
set_doc (GirCallable *await,
         const char  *text)
{
  gboolean is_nothing = strcmp (await->c_identifier, "smart_dex_await") == 0;

  if (text == NULL || is_nothing)
    return;

  await->returns->doc = gir_model_intern (await->model, text);
  await->returns->nullable = strstr (text, "NULL") != NULL;
}

/* What waits for the future that @async returns, as a function whose only result is the value; NULL if the type of that
 * is not known. The configuration comes before the documentation.
 */
GirCallable *
future_new_await (GirCallable *async,
                  Config      *config)
{
  g_autofree char *text = NULL;
  g_autofree char *described = future_describe (async, &text);
  const char *configured = config_get (config, async->c_identifier, CONFIG_RESOLVES);
  const char *type = configured != NULL ? configured : described;
  g_autoptr (GirCallable) await = gir_callable_new (async->model);

  await->file = async->file;
  await->line = async->line;
  await->throws = TRUE;
  await->returns->transfer = GIR_TRANSFER_FULL;
  if (type == NULL || (!use_plain_type (await, type) && !use_named_type (await, type, configured != NULL)))
    return NULL;

  await->name = await->c_identifier;
  set_doc (await, text);

  return g_steal_pointer (&await);
}

/* A wait that ends early does not wait for the operation: what that uses has to be its own, or counted. What is
 * handed over is released by the function, which is called in any case unless something else has to succeed first.
 */
static const char *
check_arguments (Roles    *roles,
                 gboolean  is_conditional)
{
  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (roles->async, i);
      Role role = roles->async_roles[i];
      gboolean is_given = ownership_is_taken (parameter) && !is_conditional;
      const char *reason = is_given ? NULL : check_argument (parameter, role);

      if (role == ROLE_CALLBACK)
        return CHECK_HAS_CALLBACK;
      if (reason != NULL)
        return reason;
      if (role == ROLE_IN && caller_memory_is_used (parameter))
        return CHECK_CALLER_MEMORY;
    }

  return NULL;
}

/* The reason why no twin can be made for a function that returns a future, or NULL. With @is_conditional, it is called
 * only if another function succeeds.
 */
const char *
future_check (Roles    *roles,
              gboolean  is_conditional)
{
  const char *reason = check_call (roles->async);

  if (reason == NULL && roles->async->throws)
    reason = "async-throws";
  if (reason == NULL)
    reason = check_arguments (roles, is_conditional);

  return reason == NULL && roles->finish == NULL ? CHECK_UNKNOWN_VALUE : reason;
}
