/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the scenarios of libsecret share.
 */

#pragma once

#ifndef SECRET_API_SUBJECT_TO_CHANGE
#define SECRET_API_SUBJECT_TO_CHANGE
#endif

#include <libsecret/secret.h>

#include "scenario.h"

#define SECRETS_PATH "/org/freedesktop/secrets"
#define SECRETS_NOWHERE SECRETS_PATH "/collection/nowhere"

extern const SecretSchema secrets_schema;

GHashTable    *secrets_attributes   (const char  *name);
SecretService *secrets_get_service  (void);
GList         *secrets_list         (gpointer     object);

/* A failure without the name of the remote error: libsecret's asynchronous functions strip it when they set
 * a property, and its blocking ones do not. */
void           secrets_note_remote  (GString     *log,
                                     const char  *what,
                                     gint64       result,
                                     GError     **error);

/* Each takes what it is given, and clears the error. */
void           secrets_note_text    (GString     *log,
                                     const char  *what,
                                     char        *text,
                                     GError     **error);
void           secrets_note_paths   (GString     *log,
                                     const char  *what,
                                     char       **paths,
                                     GError     **error);
void           secrets_note_value   (GString     *log,
                                     const char  *what,
                                     SecretValue *value,
                                     GError     **error);
void           secrets_note_objects (GString     *log,
                                     const char  *what,
                                     GList       *objects,
                                     GError     **error);
void           secrets_note_variant (GString     *log,
                                     const char  *what,
                                     GVariant    *variant,
                                     GError     **error);
