/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Refuses what no correct twin can be made for, and says why.
 */

#include "pair/check.h"

#include <string.h>

#include "pair/ownership.h"
#include "pair/spelling.h"
#include "read/type-resolver.h"

static const struct
{
  const char *reason;
  const char *text;
  const char *remedy;
} reasons[] = {
  { CHECK_NO_FINISH, "no finish function is known",
    "name it with --finish=ASYNC=FINISH" },
  { CHECK_NAME_TAKEN, "the twin's name belongs to another function",
    "choose another with --naming" },
  { CHECK_CONFIGURED, "the configuration says so",
    "change the configuration file if that is no longer so" },
  { "varargs", "it takes a variable number of arguments",
    "add a sibling that takes an array or a va_list to the library" },
  { "several-callbacks", "it has more than one GAsyncReadyCallback",
    "write this twin by hand" },
  { "no-user-data", "its callback has no user data",
    "give the async function a gpointer behind its callback" },
  { "callback-without-data", "one of its callbacks has no data, or only that of the GAsyncReadyCallback",
    "give it a gpointer of its own behind it" },
  { "callback-outlives-call", "one of its callbacks is called for ever",
    "name it with the key \"progress\" in a configuration file if it is not called after the operation's end" },
  { "async-returns-value", "the async function returns a value",
    "write this twin by hand" },
  { "async-throws", "the async function reports errors when it starts",
    "write this twin by hand" },
  { "takes-ownership", "it takes over an argument, and how to release that when the call is cancelled before it "
                       "starts is not known",
    "annotate the argument (transfer none) and take a reference in the function" },
  { "finish-without-result", "the finish function does not take one GAsyncResult",
    "name another with --finish=ASYNC=FINISH" },
  { "finish-needs-argument", "the finish function needs an argument that the async function has not",
    "annotate it (out) if it is an out parameter, or name another finish function with --finish=ASYNC=FINISH" },
  { "passes-by-value", "it takes a struct or an array by value, and introspection data may mean a pointer by that",
    "let it take a pointer, or write this twin by hand" },
  { SPELLING_ODD_NAME, "its name has letters that not every compiler reads",
    "give it a name of ASCII letters, or write this twin by hand" },
  { SPELLING_ODD_TYPE, "the type of an argument or result cannot be written",
    "declare a name for it with a typedef" },
  { "returns-by-value", "the finish function returns a struct by value",
    "let it return a pointer, or the struct in an out parameter" },
  { SPELLING_UNKNOWN_TYPE, "a type is not known, or whether it is a struct or a union",
    "name the folder of the GIR that has it with --gir-dir, or declare a name for it with a typedef" },
  { "no-c-type", "the introspection data has no C type for a parameter",
    "make the GIR with g-ir-scanner, or use --scan on the headers" },
  { "function-pointer", "a parameter is a function pointer without a name, whose type the introspection data has lost",
    "declare the function pointer's type with a typedef" },
  { CHECK_NEEDS_LIBRARY, "it returns a future, which code without the library cannot wait for",
    "leave out --standalone" },
  { CHECK_UNKNOWN_VALUE, "what its future is resolved with is not known",
    "say it in the description of what it returns, or with the key \"resolves\" in a configuration file" },
  { CHECK_CALLER_MEMORY, "it returns a future, and may use memory of the caller's when the wait has ended early",
    "let it take a GBytes or return what it has allocated" },
  { CHECK_HAS_CALLBACK, "it returns a future and takes a callback, which may be called when the wait has ended early",
    "write this twin by hand" },
  { CHECK_MAIN_THREAD, "it belongs to the main thread, as all of its namespace does or an object that it takes",
    "call it in the main thread" },
  { CHECK_TAKES_CALLBACK, "it takes a callback",
    "write this pair by hand" },
  { CHECK_INOUT, "it changes an argument",
    "let it take the old value and give the new one" },
  { CHECK_FILLS_IN, "it fills in memory of the caller's",
    "let it return what it has allocated" },
  { CHECK_COPY_UNKNOWN, "it takes or gives what is not known how to copy, and the thread needs a copy",
    "annotate the type, or its elements, or make it a boxed or counted type" },
  { CHECK_RELEASE_UNKNOWN, "it gives what is not known how to free",
    "annotate the type, or its elements, or make it a boxed or counted type" },
};

static gsize
find_reason (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      if (strcmp (reasons[i].reason, reason) == 0)
        return i;
    }

  g_assert_not_reached ();
}

/* The message of a reason, as the end of a sentence. */
const char *
check_get_text (const char *reason)
{
  return reasons[find_reason (reason)].text;
}

const char *
check_get_remedy (const char *reason)
{
  return reasons[find_reason (reason)].remedy;
}

static gboolean
lacks_c_type (GirParameter *parameter)
{
  return *parameter->type->c_type->text == '\0';
}

static gboolean
has_no_c_type (GirCallable *callable)
{
  if (lacks_c_type (callable->returns))
    return TRUE;

  for (guint i = 0; i < callable->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (callable, i);

      if (parameter->name == NULL || lacks_c_type (parameter) ||
          parameter->type->c_type->kind == CTYPE_KIND_VOID)
        return TRUE;
    }

  return FALSE;
}

/* g-ir-scanner writes a function pointer that has no typedef as a pointer to gpointer. */
static gboolean
is_function_pointer (GirParameter *parameter)
{
  return parameter->direction == GIR_DIRECTION_IN && !parameter->type->is_array &&
         gir_parameter_is (parameter, CTYPE_ID_POINTER_POINTER);
}

static gboolean
can_be_nothing (GirParameter *parameter)
{
  CTypeKind kind = gir_type_get_kind (parameter->type);

  return kind != CTYPE_KIND_STRUCT && kind != CTYPE_KIND_UNKNOWN;
}

/* A struct, or an array without a pointer to it. */
static gboolean
is_by_value (GirType *type)
{
  CTypeKind kind = gir_type_get_kind (type);

  return kind == CTYPE_KIND_STRUCT || (kind == CTYPE_KIND_UNKNOWN && ctype_has_tag (type->c_type)) ||
         (type->is_array && kind != CTYPE_KIND_POINTER && kind != CTYPE_KIND_UNKNOWN);
}

/* The reason why a twin cannot pass an argument on, or NULL. */
const char *
check_argument (GirParameter *parameter,
                Role          role)
{
  if (role == ROLE_IN && is_function_pointer (parameter))
    return "function-pointer";
  if (role == ROLE_IN && is_by_value (parameter->type))
    return "passes-by-value";
  if (role == ROLE_IN && ownership_is_taken (parameter) && ownership_get_release (parameter) == NULL)
    return "takes-ownership";
  if (role == ROLE_DROPPED && !can_be_nothing (parameter))
    return SPELLING_UNKNOWN_TYPE;
  if (role == ROLE_CALLBACK && parameter->scope == GIR_SCOPE_FOREVER)
    return "callback-outlives-call";

  return NULL;
}

static gboolean
returns_void (GirCallable *callable)
{
  return gir_parameter_is (callable->returns, CTYPE_ID_VOID);
}

/* Whether each callback has data that is not the call's own. */
static gboolean
have_data (Roles *roles)
{
  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      if (roles->async_roles[i] == ROLE_CALLBACK && roles_find_data (roles, i) < 0)
        return FALSE;
    }

  return TRUE;
}

static const char *
check_async (Roles *roles)
{
  if (!returns_void (roles->async))
    return "async-returns-value";
  if (roles->async->throws)
    return "async-throws";
  if (roles_count_async (roles, ROLE_READY) != 1)
    return "several-callbacks";
  if (roles_count_async (roles, ROLE_USER_DATA) != 1)
    return "no-user-data";
  if (!have_data (roles))
    return "callback-without-data";

  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      const char *reason = check_argument (gir_callable_get_parameter (roles->async, i), roles->async_roles[i]);

      if (reason != NULL)
        return reason;
    }

  return NULL;
}

static const char *
check_return (GirCallable *finish)
{
  switch (gir_type_get_kind (finish->returns->type))
    {
    case CTYPE_KIND_STRUCT:
      return "returns-by-value";
    case CTYPE_KIND_UNKNOWN:
    case CTYPE_KIND_CALLBACK:
      return SPELLING_UNKNOWN_TYPE;
    default:
      return NULL;
    }
}

static const char *
check_finish (Roles *roles)
{
  if (roles_count_finish (roles, ROLE_ERROR) > 1)
    return "finish-needs-argument";

  for (guint i = 0; i < roles->finish->parameters->len; i++)
    {
      if (roles->finish_roles[i] == ROLE_IN && roles->finish_sources[i] < 0)
        return "finish-needs-argument";
    }

  return check_return (roles->finish);
}

/* The reason why C code that is generated can't call a function, or NULL. */
const char *
check_call (GirCallable *callable)
{
  if (roles_has_varargs (callable))
    return CHECK_VARARGS;

  return has_no_c_type (callable) ? CHECK_NO_C_TYPE : NULL;
}

/* The reason why no twin can be made, or NULL. */
const char *
check_pair (Roles *roles)
{
  const char *reason;

  if (roles_has_varargs (roles->async))
    return "varargs";
  if (roles->finish == NULL)
    return CHECK_NO_FINISH;
  if (roles_has_varargs (roles->finish))
    return "varargs";
  if (roles_count_finish (roles, ROLE_RESULT) != 1)
    return "finish-without-result";
  if (has_no_c_type (roles->async) || has_no_c_type (roles->finish))
    return "no-c-type";

  reason = check_async (roles);

  return reason != NULL ? reason : check_finish (roles);
}
