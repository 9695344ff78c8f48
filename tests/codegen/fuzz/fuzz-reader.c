/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Everything from introspection data to code, on whatever bytes there are.
 */

#include <string.h>

#include "emit/annotate-gir.h"
#include "emit/emit.h"
#include "emit/list.h"
#include "pair/blocking.h"
#include "pair/pairing.h"
#include "read/gir-outline.h"
#include "read/gir-reader.h"
#include "read/names.h"
#include "read/type-resolver.h"

/* Linked with libFuzzer, or with a main function that runs a folder of files. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
emit_all (GPtrArray *pairs,
          gboolean   is_async)
{
  static const char * const defines[] = { NULL };
  g_autoptr (GPtrArray) includes = g_ptr_array_new ();
  const EmitOptions options = {
    .basename = "twins", .defines = defines, .includes = includes, .is_standalone = is_async, .is_async = is_async,
  };
  g_autofree char *header = emit_header (pairs, &options);
  g_autofree char *source = emit_source (pairs, &options);
  g_autofree char *text = list_to_text (pairs, TRUE);
  g_autofree char *json = list_to_json (pairs, is_async, TRUE);

  g_assert_true (g_utf8_validate (header, -1, NULL));
  g_assert_true (g_utf8_validate (source, -1, NULL));
  g_assert_true (g_utf8_validate (json, -1, NULL));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* Included files are left out: reading real ones would take all of the time. */
static void
use_model (GirModel   *model,
           const char *text,
           gsize       size)
{
  const PairingOptions options = { .existing = PAIRING_EXISTING_GENERATE };
  g_autoptr (TypeResolver) resolver = NULL;
  g_autoptr (GPtrArray) pairs = NULL;
  g_autoptr (GPtrArray) blocking = NULL;
  g_autofree char *annotated = NULL;

  g_ptr_array_set_size (model->includes, 0);
  resolver = type_resolver_new (model, NULL);
  if (!names_check_model (model, NULL))
    return;

  pairs = pairing_run (model, &options, NULL);
  if (pairs == NULL)
    return;

  emit_all (pairs, FALSE);
  annotated = annotate_gir (text, size, pairs);
  g_assert_cmpuint (strlen (annotated), >=, strnlen (text, size));

  blocking = blocking_run (model, &options, NULL);
  if (blocking != NULL)
    emit_all (blocking, TRUE);
}

/* What is left is read like any other document. */
static void
use_outline (const char  *text,
             gsize        size,
             GirReadMode  mode)
{
  g_autoptr (GirModel) model = NULL;
  GString *outline = gir_outline_make (text, size, mode);

  if (outline == NULL)
    return;

  /* The end tags that a head gets are not those of the document, which may have none. */
  if (mode != GIR_READ_HEAD)
    g_assert_cmpuint (outline->len, <=, size + 1);
  model = gir_reader_parse ("outline.gir", outline->str, (gssize) outline->len, mode, NULL);
  g_string_free (outline, TRUE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = size > 0 ? (const char *) data : "";
  g_autoptr (GirModel) model = gir_reader_parse ("fuzz.gir", text, (gssize) size, GIR_READ_ALL, NULL);

  use_outline (text, size, GIR_READ_HEAD);
  use_outline (text, size, GIR_READ_TYPES);
  use_outline (text, size, GIR_READ_PAIRS);
  if (model != NULL)
    use_model (model, text, size);

  return 0;
}
