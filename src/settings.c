/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the environment sets for the whole process.
 */

#include "settings.h"

static SmartAsyncPolicy
parse_policy (const char *text)
{
  g_autoptr (GEnumClass) policies = g_type_class_ref (SMART_ASYNC_TYPE_POLICY);
  const GEnumValue *value;

  if (text == NULL || *text == '\0')
    return SMART_ASYNC_POLICY_AUTO;

  value = g_enum_get_value_by_nick (policies, text);

  if (value == NULL)
    {
      g_warning ("SMART_ASYNC_POLICY is “%s”, which is no policy; use auto, private, forward or refuse. "
                 "Going on with auto", text);
      return SMART_ASYNC_POLICY_AUTO;
    }

  return value->value;
}

static guint
parse_timeout (const char *text)
{
  g_autoptr (GError) error = NULL;
  guint64 timeout_msec = 0;

  if (text == NULL || *text == '\0')
    return 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &timeout_msec, &error))
    g_warning ("SMART_ASYNC_TIMEOUT is “%s”, which is no number of milliseconds: %s. Going on without a timeout",
               text, error->message);

  return (guint) timeout_msec;
}

const SmartAsyncSettings *
smart_async_settings_get (void)
{
  static SmartAsyncSettings settings;
  static gsize is_read;

  if (g_once_init_enter (&is_read))
    {
      settings.policy = parse_policy (g_getenv ("SMART_ASYNC_POLICY"));
      settings.timeout_msec = parse_timeout (g_getenv ("SMART_ASYNC_TIMEOUT"));
      g_once_init_leave (&is_read, 1);
    }

  return &settings;
}
