/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A server with every good and bad answer that a client can get.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ANSWER_WHOLE,      /* and wait for the next request */
  ANSWER_CUT,        /* announce more of a body than there is, and close */
  ANSWER_NOTHING,    /* close at once */
  ANSWER_NEVER,      /* cancel the client when the request has come */
  ANSWER_UNFINISHED, /* the same, when a part of the body has been sent */
  ANSWER_FLOOD,      /* a body without end, until the client has had enough */
} AnswerAction;

/* What a request for /repos/NAME/… gets, and what a client should make of it. */
typedef struct
{
  const char   *name;
  AnswerAction  action;
  const char   *status;
  const char   *headers;          /* each with its line end, or NULL */
  const char   *body;
  gssize        length;           /* of @body, or 0 if it ends with a nul */

  GQuark      (*domain) (void);   /* NULL: success */
  int           code;
  gint64        stars;
  gint64        forks;
} Answer;

extern const Answer answers[];
extern const gsize n_answers;

const Answer *answer_find (const char *name);

typedef struct _AnswerServer AnswerServer;

AnswerServer *answer_server_new             (GCancellable *cancellable);
void          answer_server_free            (AnswerServer *server);
const char   *answer_server_get_uri         (AnswerServer *server);
guint         answer_server_get_connections (AnswerServer *server);
char         *answer_server_dup_path        (AnswerServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnswerServer, answer_server_free)

G_END_DECLS
