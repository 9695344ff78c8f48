/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a type is besides its C type.
 */

#include "read/type-resolver.h"

#include <string.h>

/* Aliases of aliases and chains of parents end after a handful of steps; a file
 * in which they do not is not followed for ever.
 */
#define MAX_STEPS 32

/* Whether values of a type can be written down. */
static gboolean
is_plain (GirTypeNode *node)
{
  return node->kind == GIR_TYPE_NODE_ENUM || node->kind == GIR_TYPE_NODE_FLAGS || node->kind == GIR_TYPE_NODE_ALIAS;
}

static CTypeKind
get_node_kind (GirTypeNode *node)
{
  switch (node->kind)
    {
    case GIR_TYPE_NODE_ENUM:
    case GIR_TYPE_NODE_FLAGS:
      return CTYPE_KIND_ENUM;
    case GIR_TYPE_NODE_CALLBACK:
      return CTYPE_KIND_CALLBACK;
    case GIR_TYPE_NODE_CLASS:
    case GIR_TYPE_NODE_INTERFACE:
    case GIR_TYPE_NODE_RECORD:
    case GIR_TYPE_NODE_UNION:
      return CTYPE_KIND_STRUCT;
    case GIR_TYPE_NODE_ALIAS:
    default:
      return CTYPE_KIND_UNKNOWN;
    }
}

/* Whether a C type is the one that a type of the introspection data has. An annotation can say of any
 * C type that it is another; what a value of it is made of is not known then.
 */
static gboolean
is_c_type_of (GirTypeNode *node,
              const CType *c_type)
{
  return strcmp (node->c_type->text, c_type->value) == 0;
}

static CTypeKind
find_kind (GirModel    *model,
           const CType *c_type,
           const char  *name)
{
  TypeResolver *resolver = model->resolver;
  gboolean has_text = *c_type->text != '\0';
  CTypeKind kind = has_text || name == NULL ? c_type->kind : ctype_get_kind (name);

  for (guint i = 0; kind == CTYPE_KIND_UNKNOWN && name != NULL && i < MAX_STEPS; i++)
    {
      GirTypeNode *node = type_resolver_find (resolver, &model, name);

      if (node == NULL || (i == 0 && is_plain (node) && has_text && !is_c_type_of (node, c_type)))
        return CTYPE_KIND_UNKNOWN;
      if (node->kind != GIR_TYPE_NODE_ALIAS)
        return get_node_kind (node);
      kind = node->target->kind;
      name = node->target_name;
    }

  return kind;
}

/* The name says what the elements of an array are, if anything. */
static CTypeKind
find_kind_of (GirType     *type,
              const CType *c_type)
{
  return find_kind (type->model, c_type, type->is_array ? NULL : type->name);
}

/* What the introspection data says of the type that one is called by, or NULL. Sets @model, which may be NULL, to the
 * namespace that has it.
 */
GirTypeNode *
gir_type_get_node (GirType   *type,
                   GirModel **model)
{
  GirModel *found_in = type->model;
  GirTypeNode *node = type->name != NULL && !type->is_array
                      ? type_resolver_find (found_in->resolver, &found_in, type->name) : NULL;

  if (model != NULL)
    *model = found_in;

  return node;
}

/* A value whose fields nobody sees cannot be copied: it is a pointer that does not show. */
static gboolean
is_hidden_pointer (GirType *type)
{
  GirTypeNode *node = gir_type_get_node (type, NULL);

  return node != NULL && node->is_disguised && is_c_type_of (node, type->c_type);
}

CTypeKind
gir_type_get_kind (GirType *type)
{
  if (type->kind == CTYPE_KIND_UNRESOLVED)
    type->kind = find_kind_of (type, type->c_type);
  if (type->kind == CTYPE_KIND_STRUCT && is_hidden_pointer (type))
    type->kind = CTYPE_KIND_POINTER;

  return type->kind;
}

/* What a pointer that shows points to. */
CTypeKind
gir_type_get_target_kind (GirType *type)
{
  if (type->target_kind == CTYPE_KIND_UNRESOLVED)
    type->target_kind = find_kind_of (type, type->c_type->target);

  return type->target_kind;
}

/* Whether a type is or derives from @ancestor, a name as in the GIR. */
gboolean
gir_type_is_a (GirType    *type,
               const char *ancestor)
{
  TypeResolver *resolver = type->model->resolver;
  GirModel *wanted_model = type->model;
  GirModel *model = type->model;
  GirTypeNode *wanted = type_resolver_find (resolver, &wanted_model, ancestor);
  const char *name = type->name;

  for (guint i = 0; wanted != NULL && name != NULL && i < MAX_STEPS; i++)
    {
      GirTypeNode *node = type_resolver_find (resolver, &model, name);

      if (node == wanted)
        return TRUE;
      name = node != NULL ? node->parent : NULL;
    }

  return FALSE;
}

/* Headers alone do not tell what a class or an interface is; a record that has a struct of that kind is one. */
static gboolean
has_class_struct (GirModel    *model,
                  GirTypeNode *node)
{
  static const char * const suffixes[] = { "Class", "Interface", "Iface" };

  for (gsize i = 0; node->kind == GIR_TYPE_NODE_RECORD && i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (node->name, suffixes[i], NULL);

      if (gir_model_find_type (model, name) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* Whether something of a type knows its type: a class, or an interface, in a file or in headers alone. */
gboolean
gir_type_has_instances (GirTypeNode *node,
                        GirModel    *model)
{
  return node->kind == GIR_TYPE_NODE_CLASS || node->kind == GIR_TYPE_NODE_INTERFACE || has_class_struct (model, node);
}

/* Whether values are released with g_object_unref(). */
gboolean
gir_type_is_object (GirType *type)
{
  GirModel *model = NULL;
  GirTypeNode *node = gir_type_get_node (type, &model);

  if (node == NULL)
    return FALSE;

  return node->kind == GIR_TYPE_NODE_INTERFACE || has_class_struct (model, node) ||
         (node->kind == GIR_TYPE_NODE_CLASS && gir_type_is_a (type, "GObject.Object"));
}

static gboolean
is_number_kind (CTypeKind kind)
{
  return kind == CTYPE_KIND_BOOLEAN || kind == CTYPE_KIND_SIGNED || kind == CTYPE_KIND_UNSIGNED ||
         kind == CTYPE_KIND_FLOATING || kind == CTYPE_KIND_ENUM;
}

static gboolean is_plain_record (GirModel    *model,
                                 GirTypeNode *node);

/* Whether a field of a type called @name in @model has nothing but numbers. */
static gboolean
is_plain_field (GirModel   *model,
                const char *name)
{
  const CType none = { .text = (char *) "", .kind = CTYPE_KIND_UNKNOWN };
  CTypeKind kind = find_kind (model, &none, name);
  GirTypeNode *node = kind == CTYPE_KIND_STRUCT ? type_resolver_try (model->resolver, &model, name) : NULL;

  return is_number_kind (kind) || (node != NULL && is_plain_record (model, node));
}

/* A struct that is found in itself is not plain. */
static gboolean
is_plain_record (GirModel    *model,
                 GirTypeNode *node)
{
  gboolean has_numbers = node->kind == GIR_TYPE_NODE_RECORD && node->has_fields && !node->is_disguised &&
                         !node->has_pointers && node->fields != NULL && !has_class_struct (model, node);

  if (node->plainness != GIR_PLAINNESS_UNKNOWN)
    return node->plainness == GIR_PLAINNESS_PLAIN;

  node->plainness = GIR_PLAINNESS_OTHER;
  for (guint i = 0; has_numbers && i < node->fields->len; i++)
    has_numbers = is_plain_field (model, g_ptr_array_index (node->fields, i));
  node->plainness = has_numbers ? GIR_PLAINNESS_PLAIN : GIR_PLAINNESS_OTHER;

  return has_numbers;
}

/* Whether a type is that of a struct that has nothing but numbers: whoever copies its bytes has all of it. */
gboolean
gir_type_is_plain (GirType *type)
{
  GirModel *model = NULL;
  GirTypeNode *node = gir_type_get_node (type, &model);

  return node != NULL && is_plain_record (model, node);
}

/* Whether an operation may keep what it needs of a type: it takes a reference, or makes a copy, as of lists and of
 * boxed types whose fields nobody sees.
 */
static gboolean
is_kept (GirType     *type,
         GirModel    *model,
         GirTypeNode *node)
{
  return gir_type_has_instances (node, model) || type->elements != NULL ||
         (node->get_type != NULL && !node->has_fields) ||
         gir_model_find_named (model, node->name, "ref") != NULL;
}

/* GLib's own types that no introspection data was at hand for are counted, or are objects. */
static gboolean
is_of_glib (const CType *target)
{
  return target->text[0] == 'G' && g_ascii_isupper (target->text[1]);
}

/* The C type of which @c_type is another name, if it is a pointer that does not show its star; else @c_type. Sets @name
 * and @model to what it is called and where.
 */
static const CType *
follow_aliases (const CType   *c_type,
                TypeResolver  *resolver,
                GirModel     **model,
                const char   **name)
{
  for (guint i = 0; *name != NULL && c_type->kind == CTYPE_KIND_UNKNOWN && i < MAX_STEPS; i++)
    {
      GirModel *found_in = *model;
      GirTypeNode *node = type_resolver_try (resolver, &found_in, *name);

      if (node == NULL || node->kind != GIR_TYPE_NODE_ALIAS || (i == 0 && !is_c_type_of (node, c_type)))
        break;
      c_type = node->target;
      *name = node->target_name;
      *model = found_in;
    }

  return c_type;
}

/* Likewise, of a type. */
const CType *
gir_type_get_pointer (GirType *type)
{
  GirModel *model = type->model;
  const char *name = type->is_array ? NULL : type->name;

  return follow_aliases (type->c_type, model->resolver, &model, &name);
}

/* Whether something may be written where a pointer of that type points to: plain memory, or a record that is neither
 * an object nor counted. A list of strings is read only. Whether a pointer shows its star makes no difference.
 */
gboolean
gir_type_is_writable (GirType *type)
{
  TypeResolver *resolver = type->model->resolver;
  GirModel *model = type->model;
  const char *name = type->name;
  const CType *pointer = type->is_array ? type->c_type : follow_aliases (type->c_type, resolver, &model, &name);
  gboolean is_handle = pointer->target == NULL && gir_type_get_kind (type) == CTYPE_KIND_POINTER && name != NULL;
  const CType *target = is_handle ? pointer : pointer->target;
  GirTypeNode *node;

  if (target == NULL || (!is_handle && target->is_const) || (type->is_array && type->zero_terminated))
    return FALSE;
  if (pointer->n_stars > 1 || target->kind != CTYPE_KIND_UNKNOWN)
    return !is_handle;

  node = name != NULL ? type_resolver_try (resolver, &model, name) : NULL;

  return node != NULL ? !is_kept (type, model, node) : !is_of_glib (target);
}

/* A type's name as one sees it from any namespace: "Gio.File" for "File". */
char *
gir_type_qualify (GirType *type)
{
  const char *name = type->name != NULL ? type->name : "gpointer";

  if (type->name == NULL && ctype_is_identifier (type->c_type->text))
    return g_strdup (type->c_type->text);

  if (strchr (name, '.') != NULL || gir_model_find_type (type->model, name) == NULL)
    return g_strdup (name);

  return g_strconcat (type->model->name, ".", name, NULL);
}
