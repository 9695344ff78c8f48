/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What configuration files say of a namespace and its functions.
 */

#pragma once

#include "read/config-keys.h"

G_BEGIN_DECLS

typedef struct _Config Config;

/* What a function of a library needs to have the twin that it had. */
typedef struct
{
  const char *function;         /* not owned, as is the next */
  const char *key;
  char       *value;            /* NULL if it must have none */
} ConfigSuggestion;

Config     *config_new            (const char         *namespace,
                                   const char         *version);
void        config_free           (Config             *config);
gboolean    config_add_file       (Config             *config,
                                   const char         *file,
                                   GError            **error);
gboolean    config_add_installed  (Config             *config,
                                   const char * const *config_dirs,
                                   GError            **error);
const char *config_get            (Config             *config,
                                   const char         *function,
                                   const char         *key);
gboolean    config_has            (Config             *config,
                                   const char         *key);
gboolean    config_get_flag       (Config             *config,
                                   const char         *function,
                                   const char         *key);
GStrv       config_get_list       (Config             *config,
                                   const char         *function,
                                   const char         *key);
void        config_use_word       (Config             *config,
                                   const char         *function,
                                   const char         *key,
                                   const char         *word);
void        config_set_error      (Config             *config,
                                   const char         *function,
                                   const char         *key,
                                   const char         *message,
                                   GError            **error);
void        config_use_elsewhere  (Config             *config,
                                   const char         *function);
gboolean    config_check_used     (Config             *config,
                                   const char         *kind,
                                   GError            **error);
void        config_warn_unused    (Config             *config,
                                   const char         *kind);
GPtrArray  *config_get_files      (Config             *config);
void        config_suggest        (Config             *config,
                                   const char         *function,
                                   const char         *key,
                                   const char         *value);
GPtrArray  *config_get_suggestions (Config            *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Config, config_free)

G_END_DECLS
