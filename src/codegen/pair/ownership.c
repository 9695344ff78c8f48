/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What becomes of arguments that an async function takes over.
 */

#include "pair/ownership.h"

#include "read/type-resolver.h"

/* An async function that was never started, because the call was cancelled before,
 * takes over nothing. The twin, which does take over what it is given, must then
 * release it, and has to know how.
 */

static const struct
{
  const char *type;             /* in the introspection data */
  const char *release;
} releases[] = {
  { "utf8", "g_free" },
  { "filename", "g_free" },
  { "GLib.Array", "g_array_unref" },
  { "GLib.ByteArray", "g_byte_array_unref" },
  { "GLib.Bytes", "g_bytes_unref" },
  { "GLib.Error", "g_error_free" },
  { "GLib.HashTable", "g_hash_table_unref" },
  { "GLib.KeyFile", "g_key_file_unref" },
  { "GLib.PtrArray", "g_ptr_array_unref" },
  { "GLib.Variant", "g_variant_unref" },
};

/* Likewise, if only the links are handed over. */
static const struct
{
  const char *type;
  const char *release;
} container_releases[] = {
  { "GLib.List", "g_list_free" },
  { "GLib.SList", "g_slist_free" },
};

/* Whether the ownership of a pointer passes to the async function. Only pointers have
 * owners, whatever the file says.
 */
gboolean
ownership_is_taken (GirParameter *parameter)
{
  return parameter->direction == GIR_DIRECTION_IN &&
         (parameter->transfer == GIR_TRANSFER_FULL || parameter->transfer == GIR_TRANSFER_CONTAINER) &&
         parameter->type->c_type->kind == CTYPE_KIND_POINTER;
}

/* The links of a list, without what they have. */
static const char *
get_release_of_links (GirParameter *parameter)
{
  for (gsize i = 0; parameter->transfer == GIR_TRANSFER_CONTAINER && i < G_N_ELEMENTS (container_releases); i++)
    {
      if (g_str_equal (parameter->type->name, container_releases[i].type))
        return container_releases[i].release;
    }

  return NULL;
}

static gboolean
is_strv (GirType *type)
{
  GirType *element;

  if (!type->is_array || type->name != NULL || !type->zero_terminated || type->elements == NULL)
    return FALSE;

  element = g_ptr_array_index (type->elements, 0);

  return g_strcmp0 (element->name, "utf8") == 0 || g_strcmp0 (element->name, "filename") == 0;
}

/* The function that releases an argument; NULL when it is not known. Memory that points to what is
 * handed over is another matter.
 */
const char *
ownership_get_release (GirParameter *parameter)
{
  GirType *type = parameter->type;
  guint n_stars = type->c_type->n_stars;

  if (is_strv (type) && n_stars <= 2)
    return parameter->transfer == GIR_TRANSFER_FULL ? "g_strfreev" : "g_free";
  if (type->name == NULL || n_stars > 1)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (releases); i++)
    {
      if (g_str_equal (type->name, releases[i].type))
        return releases[i].release;
    }

  return gir_type_is_object (type) ? "g_object_unref" : get_release_of_links (parameter);
}

/* Whether a reference may be floating, so that somebody has to sink it. */
gboolean
ownership_may_float (GirParameter *parameter)
{
  return parameter->direction == GIR_DIRECTION_IN && !ownership_is_taken (parameter) &&
         gir_parameter_is (parameter, CTYPE_ID_VARIANT);
}
