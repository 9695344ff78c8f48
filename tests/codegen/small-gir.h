/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The smallest namespace that has a twin, in pieces.
 */

#pragma once

#define HEAD \
  "<?xml version=\"1.0\"?>\n" \
  "<repository version=\"1.2\">\n" \
  "<include name=\"Gio\" version=\"2.0\"/>\n" \
  "<c:include name=\"gio/gio.h\"/>\n" \
  "<namespace name=\"Foo\" version=\"1.0\" c:identifier-prefixes=\"Foo\" c:symbol-prefixes=\"foo\">\n"
#define TAIL "</namespace>\n</repository>\n"
#define VOID "<return-value><type name=\"none\" c:type=\"void\"/></return-value>"
#define CALLBACK \
  "<parameter name=\"callback\"><type name=\"Gio.AsyncReadyCallback\" c:type=\"GAsyncReadyCallback\"/></parameter>" \
  "<parameter name=\"user_data\"><type name=\"gpointer\" c:type=\"gpointer\"/></parameter>"
#define FINISH \
  "<function name=\"get_finish\" c:identifier=\"foo_get_finish\" throws=\"1\">" \
  "<return-value><type name=\"gboolean\" c:type=\"gboolean\"/></return-value><parameters>" \
  "<parameter name=\"result\"><type name=\"Gio.AsyncResult\" c:type=\"GAsyncResult*\"/></parameter>" \
  "</parameters></function>\n"
#define ASYNC(name, type) \
  "<function name=\"get_async\" c:identifier=\"foo_get_async\">" VOID "<parameters>" \
  "<parameter name=\"" name "\"><type name=\"utf8\" c:type=\"" type "\"/></parameter>" \
  CALLBACK "</parameters></function>\n"
#define GOOD HEAD ASYNC ("text", "const char*") FINISH TAIL
