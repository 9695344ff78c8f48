/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the generated files.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

typedef struct
{
  const char  *basename;        /* of the output, without ".c" */
  const char  *export_macro;    /* or NULL */
  const char * const *defines;  /* that the headers want */
  GPtrArray   *includes;        /* of char *: "<foo.h>" or "\"foo.h\"", for the header */
  const char * const *source_includes; /* names of headers that the source includes first; may be NULL */
  const char  *spdx;            /* licence of what is generated, or NULL */
  gboolean     is_standalone;   /* needs no library */
  gboolean     has_futures;     /* of some twins, so that it needs the library for libdex */
  gboolean     is_async;        /* it has asynchronous pairs, and not twins */
} EmitOptions;

/* What each generated file begins with; begin and end of a comment are those of its language. */
char *emit_head   (const char        *begin,
                   const char        *end,
                   const char        *spdx);
char *emit_header (GPtrArray         *pairs,
                   const EmitOptions *options);
char *emit_source (GPtrArray         *pairs,
                   const EmitOptions *options);

G_END_DECLS
