/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads introspection data into the model.
 */

#include "read/gir-reader.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/gir-elements.h"
#include "read/gir-outline.h"

/* The reader keeps the path of open elements and looks each new one up in the
 * table of gir-elements.c. What is not in the table is passed over with all its
 * children, at the cost of one counter: most of a GIR is signals, properties,
 * fields and virtual functions, and none of those has a C symbol.
 */

/* Bytes. Real files are a sixth as long at most, and longer ones than this are not read. */
#define MAX_LENGTH (64 * 1024 * 1024)

typedef struct
{
  GirPlace          place;
  const GirElement *element;
} OpenElement;

static GirPlace
get_place (GirReader *reader)
{
  if (reader->places->len == 0)
    return AT_DOCUMENT;

  return g_array_index (reader->places, OpenElement, reader->places->len - 1).place;
}

static void
skip_element (GirReader           *reader,
              GMarkupParseContext *context,
              const char          *name,
              GError             **error)
{
  if (reader->n_skipped == 0 && get_place (reader) == AT_DOCUMENT)
    {
      g_markup_parse_context_get_position (context, &reader->line, NULL);
      diagnostics_set_error_at (error, reader->model->file, reader->line,
                                "this is not introspection data: it begins with <%s>, not <repository>", name);
    }

  reader->n_skipped++;
}

static gboolean
check_depth (GirReader           *reader,
             GMarkupParseContext *context,
             GError             **error)
{
  if (reader->places->len + reader->n_skipped < GIR_READER_MAX_DEPTH)
    return TRUE;

  g_markup_parse_context_get_position (context, &reader->line, NULL);
  diagnostics_set_error_at (error, reader->model->file, reader->line, "elements are nested more than %d deep",
                            GIR_READER_MAX_DEPTH);

  return FALSE;
}

static void
start_element_cb (GMarkupParseContext  *context,
                  const char           *name,
                  const char          **attribute_names,
                  const char          **attribute_values,
                  gpointer              user_data,
                  GError              **error)
{
  GirReader *reader = user_data;
  const GirAttributes attributes = { attribute_names, attribute_values };
  const GirElement *element = NULL;
  OpenElement open;

  if (!check_depth (reader, context, error))
    return;
  if (reader->n_skipped == 0)
    element = gir_elements_find (get_place (reader), name, strlen (name));

  if (element == NULL || !gir_elements_is_wanted (element, reader->mode, gir_attributes_get (&attributes, "name")))
    {
      skip_element (reader, context, name, error);
      return;
    }

  g_markup_parse_context_get_position (context, &reader->line, NULL);
  reader->kind = element->kind;
  if (element->begin != NULL)
    element->begin (reader, &attributes);
  open.place = element->place;
  open.element = element;
  g_array_append_val (reader->places, open);
}

static void
end_element_cb (GMarkupParseContext  *context,
                const char           *name,
                gpointer              user_data,
                GError              **error)
{
  GirReader *reader = user_data;
  OpenElement open;

  if (reader->n_skipped > 0)
    {
      reader->n_skipped--;
      return;
    }

  open = g_array_index (reader->places, OpenElement, reader->places->len - 1);
  g_array_set_size (reader->places, reader->places->len - 1);
  if (open.element->end != NULL)
    open.element->end (reader);
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  GirReader *reader = user_data;

  if (reader->n_skipped == 0 && get_place (reader) == AT_TEXT)
    g_string_append_len (reader->text, text, (gssize) length);
}

static const GMarkupParser parser = { start_element_cb, end_element_cb, text_cb, NULL, NULL };

static void
reader_clear (GirReader *reader)
{
  g_clear_pointer (&reader->callable, gir_callable_free);
  g_clear_pointer (&reader->model, gir_model_free);
  g_ptr_array_unref (reader->types);
  g_array_unref (reader->places);
  g_string_free (reader->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GirReader, reader_clear)

static void
reader_init (GirReader   *reader,
             const char  *file,
             GirReadMode  mode)
{
  reader->model = gir_model_new (file);
  reader->model->mode = mode;
  reader->mode = mode;
  reader->places = g_array_new (FALSE, FALSE, sizeof (OpenElement));
  reader->types = g_ptr_array_new ();
  reader->text = g_string_new (NULL);
}

/* GMarkup puts "Error on line 1 char 2: " in front, which the location says already. */
static const char *
skip_position (const char *message)
{
  const char *colon;

  if (!g_str_has_prefix (message, "Error on line "))
    return message;

  colon = strstr (message, ": ");

  return colon != NULL ? colon + strlen (": ") : message;
}

/* Gives an error of GMarkup the form that the tool's own have. */
static void
locate_error (GError             **error,
              GMarkupParseContext *context,
              const char          *file)
{
  g_autoptr (GError) local = NULL;
  int line;

  if (error == NULL || (*error)->domain != G_MARKUP_ERROR)
    return;

  local = g_steal_pointer (error);
  g_markup_parse_context_get_position (context, &line, NULL);
  diagnostics_set_error_at (error, file, line, "%s", skip_position (local->message));
}

/* Reads introspection data from memory; @file is what messages call it. */
GirModel *
gir_reader_parse (const char   *file,
                  const char   *text,
                  gssize        length,
                  GirReadMode   mode,
                  GError      **error)
{
  g_auto (GirReader) reader = { 0 };
  g_autoptr (GMarkupParseContext) context = NULL;

  reader_init (&reader, file, mode);
  context = g_markup_parse_context_new (&parser, 0, &reader, NULL);

  if (!g_markup_parse_context_parse (context, text, length, error) ||
      !g_markup_parse_context_end_parse (context, error))
    {
      locate_error (error, context, file);
      return NULL;
    }

  if (reader.model->name == NULL)
    {
      diagnostics_set_error_at (error, file, 0, "this is not introspection data: it has no namespace");
      return NULL;
    }

  gir_model_replace_ready_aliases (reader.model);

  return g_steal_pointer (&reader.model);
}

/* Parses what matters in a document, or all of it when it may be malformed. */
static GirModel *
parse_outline (const char   *file,
               const char   *text,
               gsize         length,
               GirReadMode   mode,
               GError      **error)
{
  GString *outline = gir_outline_make (text, length, mode);
  GirModel *model;

  if (outline == NULL)
    return gir_reader_parse (file, text, (gssize) length, mode, error);

  model = gir_reader_parse (file, outline->str, (gssize) outline->len, mode, error);
  g_string_free (outline, TRUE);

  return model;
}

GirModel *
gir_reader_read (const char   *file,
                 GirReadMode   mode,
                 GError      **error)
{
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GError) local = NULL;

  if (!diagnostics_check_regular (file, "read", error))
    return NULL;

  mapped = g_mapped_file_new (file, FALSE, &local);
  if (mapped == NULL)
    {
      diagnostics_set_error_at (error, file, 0, "cannot be read: %s", local->message);
      return NULL;
    }

  if (g_mapped_file_get_length (mapped) > MAX_LENGTH)
    {
      diagnostics_set_error_at (error, file, 0, "is larger than %d MiB, which no introspection data is",
                                MAX_LENGTH / 1024 / 1024);
      return NULL;
    }

  /* An empty file is mapped as NULL. */
  if (g_mapped_file_get_length (mapped) == 0)
    return gir_reader_parse (file, "", 0, mode, error);

  return parse_outline (file, g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped), mode, error);
}

/* Reads a file that was found as @name, NAME-VERSION, and must have that. */
GirModel *
gir_reader_read_named (const char   *file,
                       const char   *name,
                       GirReadMode   mode,
                       GError      **error)
{
  g_autoptr (GirModel) model = gir_reader_read (file, mode, error);
  g_autofree char *actual = NULL;

  if (model == NULL)
    return NULL;

  actual = g_strconcat (model->name, "-", model->version, NULL);
  if (strcmp (actual, name) != 0)
    {
      diagnostics_set_error_at (error, file, 0, "it has the namespace %s, and not %s, as its name says", actual, name);
      return NULL;
    }

  return g_steal_pointer (&model);
}
