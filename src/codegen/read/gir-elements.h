/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the reader does at each element of introspection data.
 */

#pragma once

#include "read/gir-attributes.h"

G_BEGIN_DECLS

/* Real files are nested a tenth as deep. Types inside types are freed recursively, so that there must be a limit. */
#define GIR_READER_MAX_DEPTH 64

/* Where the reader is: the kind of the innermost open element. */
typedef enum
{
  AT_DOCUMENT,
  AT_REPOSITORY,
  AT_NAMESPACE,
  AT_CONTAINER,                 /* a class, an interface, … */
  AT_RECORD,                    /* a struct or a union */
  AT_FIELD,                     /* or an array in one */
  AT_ALIAS,
  AT_CALLABLE,
  AT_PARAMETERS,
  AT_PARAMETER,                 /* or a return value */
  AT_TYPE,                      /* or an array */
  AT_TEXT,                      /* documentation */
  AT_LEAF,                      /* nothing inside it is of interest */
} GirPlace;

typedef struct
{
  GirModel     *model;
  GirReadMode   mode;
  int           line;           /* of the element that begins or ends */
  GArray       *places;         /* the open elements, the innermost last */
  guint         n_skipped;      /* open elements of a subtree that is passed over */
  GirCallable  *callable;       /* owned; the one being read */
  GirParameter *parameter;      /* not owned; the one being read */
  GirTypeNode  *node;           /* not owned; the type being read */
  GPtrArray    *types;          /* of GirType, not owned; the innermost last */
  GString      *text;
  int           kind;           /* that of the element that begins */
  gboolean      has_namespace;
} GirReader;

typedef struct
{
  GirPlace     parent;
  const char  *name;
  GirPlace     place;
  void       (*begin) (GirReader           *reader,
                       const GirAttributes *attributes);
  void       (*end)   (GirReader *reader);
  int          kind;            /* of a type or a callable */
} GirElement;

const GirElement *gir_elements_find      (GirPlace          parent,
                                          const char       *name,
                                          gsize             length);
gboolean          gir_elements_is_callback (const GirElement *element);
gboolean          gir_elements_is_wanted (const GirElement *element,
                                          GirReadMode       mode,
                                          const char       *name);

G_END_DECLS
