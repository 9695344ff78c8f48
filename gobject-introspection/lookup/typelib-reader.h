/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What reads a namespace of the process's typelibs into the generator's model.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

/* A namespace. Of its functions only the names are read at first; the rest is read of those that one asks for. */
typedef struct
{
  GirModel   *model;            /* owned */
  GHashTable *unread;           /* owned; GirCallable → info of libgirepository */
} TypelibModel;

/* Each of the modules has one, called typelib_reader. A module is linked to one version of libgirepository, and to
 * parts of the generator, which the library has as well: that is the same code.
 */
typedef struct
{
  TypelibModel *(*read)     (const char   *namespace);
  void          (*complete) (TypelibModel *model,
                             GirCallable  *callable);
} TypelibReader;

#define TYPELIB_READER_SYMBOL "typelib_reader"

extern const TypelibReader typelib_reader;

G_END_DECLS
