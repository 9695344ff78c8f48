/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The types of a typelib, as the model has them.
 */

#include "typelib-types.h"

#include <string.h>

/* A typelib has no C types: here they are made of what it has. They are those that the library's headers have, but
 * for const, for which of two names a number has, and for how many stars a pointer to a pointer has.
 */

static const struct
{
  GITypeTag   tag;
  const char *name;             /* in introspection data */
  const char *c_type;
} types[] = {
  { GI_TYPE_TAG_BOOLEAN, "gboolean", "gboolean" },
  { GI_TYPE_TAG_INT8, "gint8", "gint8" },
  { GI_TYPE_TAG_UINT8, "guint8", "guint8" },
  { GI_TYPE_TAG_INT16, "gint16", "gint16" },
  { GI_TYPE_TAG_UINT16, "guint16", "guint16" },
  { GI_TYPE_TAG_INT32, "gint", "gint" },
  { GI_TYPE_TAG_UINT32, "guint", "guint" },
  { GI_TYPE_TAG_INT64, "gint64", "gint64" },
  { GI_TYPE_TAG_UINT64, "guint64", "guint64" },
  { GI_TYPE_TAG_FLOAT, "gfloat", "gfloat" },
  { GI_TYPE_TAG_DOUBLE, "gdouble", "gdouble" },
  { GI_TYPE_TAG_GTYPE, "GType", "GType" },
  { GI_TYPE_TAG_UNICHAR, "gunichar", "gunichar" },
  { GI_TYPE_TAG_UTF8, "utf8", "char *" },
  { GI_TYPE_TAG_FILENAME, "filename", "char *" },
  { GI_TYPE_TAG_GLIST, "GLib.List", "GList *" },
  { GI_TYPE_TAG_GSLIST, "GLib.SList", "GSList *" },
  { GI_TYPE_TAG_GHASH, "GLib.HashTable", "GHashTable *" },
  { GI_TYPE_TAG_ERROR, "GLib.Error", "GError *" },
};

static const struct
{
  const char *name;
  const char *c_type;
} arrays[] = {
  [GI_ARRAY_TYPE_C] = { NULL, NULL },
  [GI_ARRAY_TYPE_ARRAY] = { "GLib.Array", "GArray *" },
  [GI_ARRAY_TYPE_PTR_ARRAY] = { "GLib.PtrArray", "GPtrArray *" },
  [GI_ARRAY_TYPE_BYTE_ARRAY] = { "GLib.ByteArray", "GByteArray *" },
};

/* The name in C of a type of any namespace. */
char *
typelib_types_get_c_name (GIBaseInfo   *info,
                          GIRepository *repository)
{
  const char *name = GI_IS_REGISTERED_TYPE_INFO (info)
                     ? gi_registered_type_info_get_type_name ((GIRegisteredTypeInfo *) info) : NULL;
  const char *prefixes = gi_repository_get_c_prefix (repository, gi_base_info_get_namespace (info));

  if (name != NULL)
    return g_strdup (name);

  return g_strdup_printf ("%.*s%s", prefixes != NULL ? (int) strcspn (prefixes, ",") : 0,
                          prefixes != NULL ? prefixes : "", gi_base_info_get_name (info));
}

static GirTypeNodeKind
get_node_kind (GIBaseInfo *info)
{
  if (GI_IS_OBJECT_INFO (info))
    return GIR_TYPE_NODE_CLASS;
  if (GI_IS_INTERFACE_INFO (info))
    return GIR_TYPE_NODE_INTERFACE;
  if (GI_IS_ENUM_INFO (info))
    return GIR_TYPE_NODE_ENUM;
  if (GI_IS_CALLBACK_INFO (info))
    return GIR_TYPE_NODE_CALLBACK;

  return GI_IS_UNION_INFO (info) ? GIR_TYPE_NODE_UNION : GIR_TYPE_NODE_RECORD;
}

static CTypeKind
get_kind (GIBaseInfo *info)
{
  if (GI_IS_ENUM_INFO (info))
    return CTYPE_KIND_ENUM;

  return GI_IS_CALLBACK_INFO (info) ? CTYPE_KIND_CALLBACK : CTYPE_KIND_STRUCT;
}

static const char *
get_name (GirModel   *model,
          GIBaseInfo *info)
{
  const char *namespace = gi_base_info_get_namespace (info);
  g_autofree char *name = g_strconcat (namespace, ".", gi_base_info_get_name (info), NULL);

  return gir_model_intern (model, strcmp (namespace, model->name) == 0 ? gi_base_info_get_name (info) : name);
}

static char *
read_interface (GirType      *type,
                GITypeInfo   *info,
                GIRepository *repository)
{
  GIBaseInfo *interface = (GIBaseInfo *) gi_type_info_get_interface (info);
  gboolean is_pointer = gi_type_info_is_pointer (info) && !GI_IS_CALLBACK_INFO (interface);
  g_autofree char *name = typelib_types_get_c_name (interface, repository);

  type->name = get_name (type->model, interface);
  *(is_pointer ? &type->target_kind : &type->kind) = get_kind (interface);
  gi_base_info_unref (interface);

  return g_strconcat (name, is_pointer ? " *" : NULL, NULL);
}

static void
read_element (GirType      *type,
              GITypeInfo   *info,
              GIRepository *repository)
{
  GITypeInfo *element = gi_type_info_get_param_type (info, 0);

  if (element == NULL)
    return;

  type->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) gir_type_free);
  g_ptr_array_add (type->elements, typelib_types_read (type->model, element, repository, FALSE));
  gi_base_info_unref ((GIBaseInfo *) element);
}

static char *
read_array (GirType      *type,
            GITypeInfo   *info,
            GIRepository *repository)
{
  GIArrayType kind = gi_type_info_get_array_type (info);
  const CType *element;
  gsize size;
  guint length;

  type->is_array = TRUE;
  type->name = arrays[kind].name;
  type->zero_terminated = gi_type_info_is_zero_terminated (info);
  if (gi_type_info_get_array_length_index (info, &length))
    type->length = (int) length;
  if (gi_type_info_get_array_fixed_size (info, &size))
    type->fixed_size = (int) size;
  read_element (type, info, repository);
  if (arrays[kind].c_type != NULL || type->elements == NULL)
    return g_strdup (arrays[kind].c_type != NULL ? arrays[kind].c_type : "gpointer");

  element = ((GirType *) g_ptr_array_index (type->elements, 0))->c_type;

  return g_strconcat (element->text, g_str_has_suffix (element->text, "*") ? "*" : " *", NULL);
}

static char *
read_other (GirType    *type,
            GITypeInfo *info)
{
  GITypeTag tag = gi_type_info_get_tag (info);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (types[i].tag != tag)
        continue;
      type->name = types[i].name;
      return g_strconcat (types[i].c_type, types[i].c_type[strlen (types[i].c_type) - 1] != '*' &&
                          gi_type_info_is_pointer (info) ? " *" : NULL, NULL);
    }

  type->name = gi_type_info_is_pointer (info) ? "gpointer" : "none";

  return g_strdup (gi_type_info_is_pointer (info) ? "gpointer" : "void");
}

/* Reads a type; that of an out parameter is one that points to what the typelib says. */
GirType *
typelib_types_read (GirModel     *model,
                    GITypeInfo   *info,
                    GIRepository *repository,
                    gboolean      is_out)
{
  GirType *type = gir_type_new (model);
  g_autofree char *text = NULL;
  g_autofree char *pointer = NULL;

  if (gi_type_info_get_tag (info) == GI_TYPE_TAG_INTERFACE)
    text = read_interface (type, info, repository);
  else if (gi_type_info_get_tag (info) == GI_TYPE_TAG_ARRAY)
    text = read_array (type, info, repository);
  else
    text = read_other (type, info);

  pointer = g_strconcat (text, g_str_has_suffix (text, "*") ? "*" : " *", NULL);
  type->c_type = gir_model_get_c_type (model, is_out ? pointer : text);
  if (is_out && type->kind != CTYPE_KIND_UNRESOLVED)
    {
      type->target_kind = type->kind;
      type->kind = CTYPE_KIND_POINTER;
    }

  return type;
}

/* Notes what a name of the namespace means. Its C type takes time, and nobody asks for it: each type that has this name
 * knows its kind already.
 */
void
typelib_types_add_node (GirModel   *model,
                        GIBaseInfo *info)
{
  GirTypeNode *node = g_new0 (GirTypeNode, 1);
  GIBaseInfo *parent = GI_IS_OBJECT_INFO (info) ? (GIBaseInfo *) gi_object_info_get_parent ((GIObjectInfo *) info)
                                                : NULL;

  node->kind = get_node_kind (info);
  node->name = gir_model_intern (model, gi_base_info_get_name (info));
  node->c_type = gir_model_get_c_type (model, NULL);
  node->target = node->c_type;
  if (parent != NULL)
    {
      node->parent = get_name (model, parent);
      gi_base_info_unref (parent);
    }
  g_hash_table_replace (model->types, (gpointer) node->name, node);
}
