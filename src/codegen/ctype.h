/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * C identifiers and C types, as text.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a C type is, as far as a value of it must be made up. */
typedef enum
{
  CTYPE_KIND_UNKNOWN,
  CTYPE_KIND_VOID,
  CTYPE_KIND_POINTER,
  CTYPE_KIND_BOOLEAN,
  CTYPE_KIND_SIGNED,
  CTYPE_KIND_UNSIGNED,
  CTYPE_KIND_FLOATING,
  CTYPE_KIND_ENUM,
  CTYPE_KIND_CALLBACK,
  CTYPE_KIND_STRUCT,
} CTypeKind;

gboolean  ctype_is_identifier (const char *text);
gboolean  ctype_is_keyword    (const char *text);
gboolean  ctype_is_special    (const char *name);
gboolean  ctype_is_valid      (const char *c_type);
char     *ctype_normalize     (const char *c_type);
guint     ctype_count_stars   (const char *c_type);
char     *ctype_dereference   (const char *c_type);
gboolean  ctype_is_const      (const char *c_type);
char     *ctype_unqualify     (const char *c_type);
gboolean  ctype_equal         (const char *a,
                               const char *b);
CTypeKind ctype_get_kind      (const char *c_type);

G_END_DECLS
