/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What holds in the whole process: settings of the environment and of the program, and SMART_ASYNC_DEBUG.
 */

#include "base/settings.h"

#define DEFAULT_STACK_SIZE (256 * 1024)
#define MAX_STACK_SIZE (1024 * 1024 * 1024)

int smart_async_debug_flags = -1;

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
parse_msec (const char *variable,
            const char *limit)
{
  const char *text = g_getenv (variable);
  g_autoptr (GError) error = NULL;
  guint64 msec = 0;

  if (text == NULL || *text == '\0')
    return 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &msec, &error))
    g_warning ("%s is “%s”, which is no number of milliseconds: %s. Going on without a %s",
               variable, text, error->message, limit);

  return (guint) msec;
}

static gsize
parse_stack_size (const char *text)
{
  g_autoptr (GError) error = NULL;
  guint64 size = DEFAULT_STACK_SIZE;

  if (text == NULL || *text == '\0')
    return DEFAULT_STACK_SIZE;

  if (!g_ascii_string_to_unsigned (text, 10, 1, MAX_STACK_SIZE, &size, &error))
    g_warning ("SMART_ASYNC_FIBER_STACK_SIZE is “%s”, which is no number of bytes: %s. Going on with %d",
               text, error->message, DEFAULT_STACK_SIZE);

  return (gsize) size;
}

SmartAsyncSettings *
smart_async_settings_get (void)
{
  static SmartAsyncSettings settings;
  static gsize is_read;

  if (g_once_init_enter (&is_read))
    {
      settings.defaults.policy = (int) parse_policy (g_getenv ("SMART_ASYNC_POLICY"));
      settings.defaults.timeout_msec = (int) parse_msec ("SMART_ASYNC_TIMEOUT", "timeout");
      settings.defaults.watchdog_msec = (int) parse_msec ("SMART_ASYNC_WATCHDOG", "watchdog");
      settings.fiber_stack_size = parse_stack_size (g_getenv ("SMART_ASYNC_FIBER_STACK_SIZE"));
      g_once_init_leave (&is_read, 1);
    }

  return &settings;
}

/* Two threads that read the variable at the same time find the same. */
gboolean
smart_async_debug_is_set (SmartAsyncDebugFlags flag)
{
  static const GDebugKey keys[] = {
    { "calls", SMART_ASYNC_DEBUG_CALLS },
    { "context", SMART_ASYNC_DEBUG_CONTEXT },
    { "stall", SMART_ASYNC_DEBUG_STALL },
  };

  if (g_atomic_int_get (&smart_async_debug_flags) < 0)
    g_atomic_int_set (&smart_async_debug_flags,
                      (int) g_parse_debug_string (g_getenv ("SMART_ASYNC_DEBUG"), keys, G_N_ELEMENTS (keys)));

  return (g_atomic_int_get (&smart_async_debug_flags) & (int) flag) != 0;
}
