/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a configuration is made of.
 */

#pragma once

#include "read/config.h"

G_BEGIN_DECLS

/* A file is a GKeyFile with groups of three kinds: [*] for all namespaces, [Foo] or
 * [Foo-1.0] for one, [Foo foo_client_* foo_get] for functions of one. The innermost
 * group with a key counts; among those of functions, the name itself comes before
 * globs, and the first glob before the next. Files come in the order of the command
 * line, the installed one last.
 */

typedef struct
{
  char        *name;            /* of the group, as written */
  GStrv        patterns;        /* of functions; NULL in a group of a namespace */
  ConfigPlace  place;
  int          line;
  gboolean     is_of_others;    /* it matched functions that nothing is made for in this run */
  gboolean    *is_used;         /* for each pattern, whether it matched */
  GHashTable  *words;           /* set of char *, "KEY WORD": what config_use_word() was called for */
} ConfigGroup;

typedef struct
{
  char      *file;
  GKeyFile  *keys;
  GPtrArray *groups;            /* of ConfigGroup: those that concern the namespace, in file order */
  gboolean   is_installed;      /* with the generator, for whatever version of the library */
} ConfigFile;

struct _Config
{
  char      *namespace;
  char      *full_name;         /* with the version */
  GPtrArray *files;             /* of ConfigFile */
  GPtrArray *names;             /* of char *, not owned: theirs */
  GPtrArray *suggestions;       /* of ConfigSuggestion; NULL until there is one */
  GHashTable *by_name;          /* "KEY FUNCTION" → ConfigSuggestion; likewise */
};

gboolean     config_group_is_about (ConfigGroup *group,
                                    const char  *function);
ConfigGroup *config_find_group (Config      *config,
                                const char  *function,
                                const char  *key,
                                ConfigFile **found_in);
ConfigSuggestion *config_find_suggestion (Config *config,
                                const char  *function,
                                const char  *key);

G_END_DECLS
