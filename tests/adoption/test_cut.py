# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is cut out of C files, and what stays.

import sys

import cut
from tap import claim, main

SOURCE = '''/* A licence. */

#include "foo.h"

/* tiny helper */
typedef struct
{
  GMainLoop *loop;
  gboolean   ret;
} Helper;

static void helper_free (Helper *helper);

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-function"
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Helper, helper_free)
#pragma clang diagnostic pop

static void
helper_free (Helper *helper)
{
  g_free (helper);
}

static int used (void) { return '{' + "}"[0]; }

static int
never_used (void)
{
  return 0; /* } */
}

/**********************************************************************/

static void
foo_get_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_main_loop_quit (((Helper *) data)->loop);
}

/**
 * foo_get_sync:
 * @foo: a #Foo
 *
 * Gets it.
 */
gboolean
foo_get_sync (Foo *foo, GError **error)
{
  g_autoptr (Helper) helper = g_new0 (Helper, 1);

  foo_get_async (foo, foo_get_cb, helper);

  return helper->ret && used ();
}

/**********************************************************************/

#ifdef FOO_OLD
/* foo_get_sync() in other words. */
FOO_EXPORT gboolean
foo_fetch_sync (Foo *foo) { return foo_get_sync (foo, NULL); }
#endif

static const char *names[] = { "a", "b" };

/**
 * foo_count:
 */
guint
foo_count (Foo *foo)
{
  return used () + G_N_ELEMENTS (names);
}
'''

HEADER = '''#pragma once

G_BEGIN_DECLS

typedef struct _Foo Foo;

gboolean foo_get_sync (Foo     *foo,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT G_GNUC_NON_NULL (1);
FOO_DEPRECATED_FOR (foo_get_sync)
gboolean foo_fetch_sync (Foo *foo);
guint    foo_count (Foo *foo);

G_END_DECLS
'''


def words(text):
    return set(cut.WORD.findall(text))


def both():
    return cut.cut(SOURCE, {'foo_get_sync', 'foo_fetch_sync', 'foo_elsewhere'})


@claim('functions that others see are found by their names')
def functions_are_found():
    assert cut.functions(SOURCE) == ['foo_get_sync', 'foo_fetch_sync', 'foo_count']


@claim('nothing happens to a file that has none of the functions')
def nothing_is_cut():
    assert cut.cut(SOURCE, {'foo_elsewhere'}) == (SOURCE, set())


@claim('a function goes with its documentation and the helpers that it alone had')
def helpers_go():
    text, found = both()
    assert found == {'foo_get_sync', 'foo_fetch_sync'}
    assert not words(text) & {'foo_get_sync', 'foo_get_cb', 'Gets', 'Helper', 'helper_free', 'tiny', 'loop'}, text


@claim('what others need stays, and so does what nobody has needed before')
def others_stay():
    text, _ = both()
    assert {'used', 'never_used', 'names', 'foo_count', 'licence', 'include'} <= words(text), text
    assert SOURCE[SOURCE.index('static const char *names'):] in text


@claim('directives and separators with nothing between them go')
def directives_go():
    text, _ = both()
    assert 'pragma' not in text and 'FOO_OLD' not in text and text.count('/****') == 1, text


@claim('a helper stays as long as one function uses it')
def helper_stays():
    more = SOURCE + '\nvoid foo_other_sync (Foo *foo) { g_autoptr (Helper) helper = NULL; }\n'
    text, _ = cut.cut(more, {'foo_get_sync', 'foo_fetch_sync'})
    assert 'G_DEFINE_AUTOPTR_CLEANUP_FUNC(Helper, helper_free)' in text and '#pragma clang diagnostic pop' in text, text
    assert 'foo_get_cb' not in text


@claim('a prototype goes with the macros around it')
def prototypes_go():
    text, found = cut.cut(HEADER, {'foo_get_sync', 'foo_fetch_sync'}, is_header=True)
    assert found == {'foo_get_sync', 'foo_fetch_sync'}
    assert words(text) == {'pragma', 'once', 'G_BEGIN_DECLS', 'typedef', 'struct', '_Foo', 'Foo', 'guint', 'foo_count',
                           'foo', 'G_END_DECLS'}, text


@claim('a file whose braces do not match is refused')
def unbalanced_is_refused():
    for text in ('void f (void) {', 'void f (void) { }}'):
        try:
            cut.read(text)
        except cut.Unreadable:
            continue
        raise AssertionError(f'{text} was read')


if __name__ == '__main__':
    sys.exit(main('cut'))
