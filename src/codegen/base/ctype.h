/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * C identifiers and C types, as text.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a value of a C type is, as far as one must be made up. */
typedef enum
{
  CTYPE_KIND_UNRESOLVED,        /* nobody has asked yet */
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

/* The C types that mean something by themselves, however they are written. */
typedef enum
{
  CTYPE_ID_OTHER,
  CTYPE_ID_VOID,
  CTYPE_ID_CHAR,
  CTYPE_ID_BYTE,
  CTYPE_ID_INT,
  CTYPE_ID_POINTER,             /* to anything */
  CTYPE_ID_CONST_POINTER,
  CTYPE_ID_POINTER_POINTER,
  CTYPE_ID_READY_CALLBACK,
  CTYPE_ID_DESTROY_NOTIFY,
  CTYPE_ID_CANCELLABLE,
  CTYPE_ID_RESULT,
  CTYPE_ID_ERROR,
  CTYPE_ID_VARIANT,
  CTYPE_ID_FUTURE,
  CTYPE_ID_FUTURE_CANCELLABLE,
  CTYPE_ID_VA_LIST,
} CTypeId;

/* All that the text of a C type says. */
typedef struct _CType CType;
struct _CType
{
  char      *given;             /* as somebody wrote it; "" when nobody did */
  char      *text;              /* as C code writes it: "const char * const *" */
  char      *value;             /* the same for a variable, which is assigned to */
  gboolean   is_valid;          /* what is not is never written */
  CTypeId    id;
  CTypeKind  kind;              /* UNKNOWN when only the introspection data can tell */
  guint      n_stars;
  gboolean   is_const;          /* whether a value of it can't be assigned to */
  gboolean   has_const;         /* whether anything in it is constant */
  CType     *target;            /* owned; what a pointer that shows points to, two steps far; else NULL */
};

CType    *ctype_new           (const char  *given);
void      ctype_free          (CType       *c_type);
gboolean  ctype_equal         (const CType *a,
                               const CType *b);
gboolean  ctype_has_tag       (const CType *c_type);
gboolean  ctype_is_untyped    (const CType *c_type);

char     *ctype_normalize     (const char  *given,
                               gboolean    *is_valid);

gboolean  ctype_is_identifier (const char  *text);
char     *ctype_make_identifier (const char *text);
gboolean  ctype_is_keyword    (const char  *text);
gboolean  ctype_is_special    (const char  *name);
CTypeKind ctype_get_kind      (const char  *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CType, ctype_free)

G_END_DECLS
