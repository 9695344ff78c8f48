# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# An odd function costs only itself: it is refused with a reason, or its twin compiles in each dialect of C and in C++.

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

CODEGEN = os.environ['SMARTASYNC_CODEGEN']
SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-odd-')
FOLDER = Path(SCRATCH.name)
WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Waggregate-return', '-Werror', '-O0', '-c', '-o', '/dev/null']
C = ['c11', 'c17', 'c2x', 'gnu11', 'gnu17']
CPP = ['c++11', 'c++17', 'c++20']

DECLARATIONS = """\
#pragma once
#include <gio/gio.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <wchar.h>
G_BEGIN_DECLS
typedef struct _FooThing FooThing;
typedef struct _FooStat { int size, mode; } FooStat;
typedef union _FooUni { int a; double b; } FooUni;
typedef struct _FooHandle *FooHandle;
typedef enum _FooKind { FOO_KIND_ONE } FooKind;
enum foo_lost { FOO_LOST };
typedef const char *FooText;
typedef void *FooData;
#ifdef __cplusplus
typedef bool FooTruth;
#else
typedef _Bool FooTruth;
#endif
typedef GAsyncReadyCallback FooReady;
typedef FooReady FooReadyToo;
"""

TYPES = """\
<alias name="ReadyToo" c:type="FooReadyToo"><type name="Ready" c:type="FooReady"/></alias>
<alias name="Ready" c:type="FooReady"><type name="Gio.AsyncReadyCallback" c:type="GAsyncReadyCallback"/></alias>
<alias name="Text" c:type="FooText"><type name="utf8" c:type="const char*"/></alias>
<alias name="Data" c:type="FooData"><type name="gpointer" c:type="void*"/></alias>
<record name="Stat" c:type="FooStat"><field name="size"><type name="gint" c:type="int"/></field></record>
<union name="Uni" c:type="FooUni"><field name="a"><type name="gint" c:type="int"/></field></union>
<record name="Handle" c:type="FooHandle" disguised="1"/>
<enumeration name="Kind" c:type="FooKind"><member name="one" value="0" c:identifier="FOO_KIND_ONE"/></enumeration>
"""

# What one parameter is called, its type in the introspection data and in C, and what becomes of the function.
MADE = None
KINDS = {
    'struct_tag': ('a', 'gpointer', '_FooStat*', 'struct _FooStat *', MADE),
    'const_struct_tag': ('a', 'gpointer', 'const _FooStat*', 'const struct _FooStat *', MADE),
    'hidden_struct_tag': ('a', 'gpointer', '_FooThing*', 'struct _FooThing *', MADE),
    'union_tag': ('a', 'gpointer', '_FooUni*', 'union _FooUni *', MADE),
    'enum_tag': ('a', 'gpointer', '_FooKind*', 'enum _FooKind *', MADE),
    'c_struct_tag': ('a', 'gpointer', 'const tm*', 'const struct tm *', MADE),
    'stat_tag': ('a', 'gpointer', 'stat*', 'struct stat *', MADE),
    'unknown_tag': ('a', 'gpointer', 'mystery*', 'struct mystery *', 'unknown-type'),
    'lost_enum_tag': ('a', 'gpointer', 'foo_lost', 'enum foo_lost', 'unknown-type'),
    'enum_tag_by_value': ('a', 'gpointer', '_FooKind', 'enum _FooKind', MADE),
    'struct_tag_by_value': ('a', 'gpointer', '_FooStat', 'struct _FooStat', 'passes-by-value'),
    'c_struct_by_value': ('a', 'gpointer', 'const timeval', 'struct timeval', 'passes-by-value'),
    'c_array': ('a', None, 'jmp_buf', 'jmp_buf', 'odd-type'),
    'file': ('a', 'gpointer', 'FILE*', 'FILE *', MADE),
    'struct_by_value': ('a', 'Stat', 'FooStat', 'FooStat *', 'passes-by-value'),
    'union_by_value': ('a', 'Uni', 'FooUni', 'FooUni', 'passes-by-value'),
    'struct_pointer': ('a', 'Stat', 'FooStat*', 'FooStat *', MADE),
    'union_pointer': ('a', 'Uni', 'FooUni*', 'FooUni *', MADE),
    'handle': ('a', 'Handle', 'FooHandle', 'FooHandle', MADE),
    'fixed_bytes': ('a', 'array of guint8', 'const guint8*', 'const guint8 *', MADE),
    'fixed_numbers': ('a', 'array of gint', 'int*', 'int *', MADE),
    'fixed_strings': ('a', 'array of utf8', 'const char**', 'const char **', MADE),
    'fixed_structs': ('a', 'array of Stat', 'FooStat*', 'FooStat *', MADE),
    'fixed_by_value': ('a', 'array of guint8', 'guint8', 'guint8 *', 'passes-by-value'),
    'wide': ('a', None, 'wchar_t*', 'wchar_t *', 'unknown-type'),
    'wide_value': ('a', None, 'wchar_t', 'wchar_t', 'unknown-type'),
    'array_type': ('a', None, 'guint8[16]', 'guint8 *', 'odd-type'),
    'function_type': ('a', None, 'void (*)(int)', 'void *', 'odd-type'),
    'template_type': ('a', None, 'std::vector&lt;int&gt;', 'void *', 'odd-type'),
    'const_behind': ('a', 'utf8', 'char const*', 'const char *', MADE),
    'const_strings': ('a', 'utf8', 'char const* const *', 'const char * const *', MADE),
    'int_order': ('a', None, 'long unsigned int', 'unsigned long', MADE),
    'long_order': ('a', None, 'int long unsigned long', 'unsigned long long', MADE),
    'volatile_value': ('a', 'gint', 'volatile int*', 'volatile int *', MADE),
    'restricted': ('a', 'utf8', 'char* restrict', 'char *', MADE),
    'bare_unsigned': ('a', 'guint', 'unsigned', 'unsigned', MADE),
    'bare_signed': ('a', 'gint', 'signed', 'signed', MADE),
    'truth': ('a', 'gboolean', '_Bool', 'FooTruth', MADE),
    'place_for_truth': ('a', 'gboolean', '_Bool*', 'FooTruth *', MADE),
    'long_double': ('a', 'long double', 'long double', 'long double', MADE),
    'const_everywhere': ('a', 'utf8', 'const char* const* const', 'const char * const * const', MADE),
    'volatile_pointer': ('a', 'gint', 'int* volatile*', 'int * volatile *', MADE),
    'hidden_pointer': ('a', 'Text', 'FooText', 'FooText', MADE),
    'hidden_pointer_to_any': ('a', 'Data', 'FooData', 'FooData', MADE),
    'const_handle': ('a', 'Handle', 'const FooHandle', 'const FooHandle', MADE),
    'place_for_handle': ('a', 'Handle', 'FooHandle*', 'FooHandle *', MADE),
    'keyword_of_windows': ('interface', 'gint', 'int', 'int', MADE),
    'keyword_of_old_c': ('far', 'gint', 'int', 'int', MADE),
    'function_of_c': ('signal', 'gint', 'int', 'int', MADE),
    'function_of_glib': ('g_free', 'gint', 'int', 'int', MADE),
    'type_of_glib': ('gint', 'gint', 'int', 'int', MADE),
    'name_of_the_twin': ('foo_name_of_the_twin_async', 'gint', 'int', 'int', MADE),
    'errno': ('errno', 'gint', 'int', 'int', MADE),
    'unix': ('unix', 'gint', 'int', 'int', MADE),
    'linux': ('linux', 'gint', 'int', 'int', MADE),
    'stdin': ('stdin', 'gpointer', 'FILE*', 'FILE *', MADE),
    'mtime': ('st_mtime', 'gint', 'int', 'int', MADE),
    'constant': ('EOF', 'gint', 'int', 'int', MADE),
    'cpp': ('class', 'gint', 'int', 'int', MADE),
    'cpp_operator': ('xor', 'gint', 'int', 'int', MADE),
    'c23': ('nullptr', 'gint', 'int', 'int', MADE),
    'c23_too': ('typeof_unqual', 'gint', 'int', 'int', MADE),
    'c11': ('_Atomic', 'gint', 'int', 'int', MADE),
    'boolean': ('bool', 'gint', 'int', 'int', MADE),
    'umlaut': ('größe', 'gint', 'int', 'int', MADE),
    'cyrillic': ('путь', 'utf8', 'const char*', 'const char *', MADE),
    'plain': ('a', 'gint', 'int', 'int', MADE),
}

# The type of the callback, and what is there beside the async function.
CALLBACKS = {'alias': ('Ready', 'FooReady', MADE), 'alias_of_alias': ('ReadyToo', 'FooReadyToo', MADE)}
INLINE = {'inline': 'function-inline', 'macro': 'function-macro'}


# Functions that block: their parameters in the introspection data and in C, and what becomes of the function.
LIST = '<parameter name="a"><type name="GLib.List" c:type="GList*"><type name="{}"/></type></parameter>'
ARRAY = '<parameter name="a"><array length="1" c:type="{}"><type name="{}"/></array></parameter>'
CALL = '<parameter name="{0}" scope="call" closure="{2}"{3}><type name="{1}" c:type="Foo{1}"/></parameter>'
ONE = '<parameter name="{}"><type name="{}" c:type="{}"/></parameter>'
NUMBERS, STRINGS = ARRAY.format('const int*', 'gint'), ARRAY.format('const char**', 'utf8')
DATA = ONE.format('data', 'gpointer', 'gpointer')
BLOCKERS = {
    'alias_of_boxed': (LIST.format('BoxToo'), 'GList *a', MADE),
    'copy_that_fails': (ONE.format('a', 'Fragile', 'FooFragile*'), 'FooFragile *a', 'copy-unknown'),
    'list_of_copies_that_fail': (LIST.format('Fragile'), 'GList *a', 'copy-unknown'),
    'reference_that_is_lost': (ONE.format('a', 'Lost', 'FooLost*'), 'FooLost *a', 'copy-unknown'),
    'copy_of_something_else': (LIST.format('Other'), 'GList *a', 'copy-unknown'),
    'struct_with_more_behind': (ONE.format('a', 'Tail', 'const FooTail*'), 'const FooTail *a', 'copy-unknown'),
    'length_is_text': (NUMBERS + ONE.format('n', 'utf8', 'const char*'), 'const int *a, const char *n', 'copy-unknown'),
    'length_is_fraction': (NUMBERS + ONE.format('n', 'gdouble', 'double'), 'const int *a, double n', 'copy-unknown'),
    'length_is_data': (CALL.format('on', 'Done', 1, '') + DATA + NUMBERS, 'FooDone on, gpointer data, const int *a',
                       'copy-unknown'),
    'length_of_strings_is_no_number': (STRINGS + ONE.format('n', 'gboolean', 'gboolean'), 'const char **a, gboolean n',
                                       'copy-unknown'),
    'macro_as_name': (ONE.format('errno', 'utf8', 'const char*'), 'const char *a', MADE),
    'constant_as_name': (ONE.format('NULL', 'utf8', 'const char*'), 'const char *a', MADE),
    'callback_that_is_given': (CALL.format('on', 'Done', 1, ' direction="out"') + DATA, 'FooDone *on, gpointer data',
                               'takes-callback'),
    'callback_called_like_data': (CALL.format('on', 'Done', 2, '') + CALL.format('on_data', 'Done', 2, '') + DATA,
                                  'FooDone on, FooDone on_data, gpointer data', 'takes-callback'),
}

# Names of the first of two parameters of a callback that a function calls while it blocks; then an argument that such a
# callback takes over: its type, how much of it, and what becomes of the function.
CALLBACK_NAMES = ['args', 'bool', 'call', 'call_closure', 'closure', 'data', 'errno', 'g_free', 'is_answered',
                  'nullptr', 'NULL', 'returned', 'self', 'smart_async_blocking_ask', 'the_data', 'values']
TAKEN = {
    'strings_up_to_null': ('<array zero-terminated="1" c:type="char**"><type name="utf8"/></array>', 'full', MADE),
    'so_many_strings': ('<array length="1" c:type="char**"><type name="utf8"/></array>', 'full', 'copy-unknown'),
    'array_alone': ('<array length="1" c:type="char**"><type name="utf8"/></array>', 'container', 'copy-unknown'),
}

BLOCKING_TYPES = """\
<record name="Tail" c:type="FooTail"><field name="size"><type name="guint" c:type="guint"/></field><field name="data">
<array zero-terminated="0" fixed-size="0"><type name="guint8" c:type="guint8"/></array></field></record>
<record name="Box" c:type="FooBox" glib:type-name="FooBox" glib:get-type="foo_box_get_type"/>
<alias name="BoxToo" c:type="FooBoxToo"><type name="Box" c:type="FooBox"/></alias>
<callback name="Done" c:type="FooDone"><return-value><type name="none" c:type="void"/></return-value><parameters>
<parameter name="data"><type name="gpointer" c:type="gpointer"/></parameter></parameters></callback>
"""
BLOCKING_DECLARATIONS = """\
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
typedef struct _FooTail FooTail;
typedef struct _FooBox FooBox;
typedef FooBox FooBoxToo;
GType foo_box_get_type (void);
typedef void (*FooDone) (gpointer data);
"""


def parameter(name, type_name, c_type):
    if type_name and type_name.startswith('array of '):
        return (f'<parameter name="{name}"><array fixed-size="16" zero-terminated="0" c:type="{c_type}">'
                f'<type name="{type_name.split()[-1]}"/></array></parameter>')
    type_name = f'name="{type_name}" ' if type_name else ''
    return f'<parameter name="{name}"><type {type_name}c:type="{c_type}"/></parameter>'


def pair(kind, parameters, callback=('Gio.AsyncReadyCallback', 'GAsyncReadyCallback')):
    ready = parameter('callback', *callback) + parameter('user_data', 'gpointer', 'gpointer')
    result = parameter('result', 'Gio.AsyncResult', 'GAsyncResult*')
    void, boolean = (f'<return-value><type name="{name}" c:type="{c_type}"/></return-value>'
                     for name, c_type in (('none', 'void'), ('gboolean', 'gboolean')))
    return (f'<function name="{kind}_async" c:identifier="foo_{kind}_async">{void}<parameters>{parameters}{ready}'
            f'</parameters></function>\n<function name="{kind}_finish" c:identifier="foo_{kind}_finish" throws="1">'
            f'{boolean}<parameters>{result}</parameters></function>\n')


def prototypes(kind, c_type, callback='GAsyncReadyCallback'):
    before = f'{c_type}, ' if c_type else ''
    return (f'void foo_{kind}_async ({before}{callback}, gpointer);\n'
            f'gboolean foo_{kind}_finish (GAsyncResult *, GError **);\n')


def write_gir(file, header, gir):
    file.write_text(
        '<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0" '
        'xmlns:c="http://www.gtk.org/introspection/c/1.0" xmlns:glib="http://www.gtk.org/introspection/glib/1.0">\n'
        f'<include name="Gio" version="2.0"/>\n<c:include name="{header}"/>\n<namespace name="Foo" version="1.0" '
        f'c:identifier-prefixes="Foo" c:symbol-prefixes="foo">\n{gir}</namespace>\n</repository>\n', encoding='utf-8')


def write_namespace():
    gir, header = TYPES, DECLARATIONS
    for kind, (name, type_name, c_type, in_c, _reason) in KINDS.items():
        gir += pair(kind, parameter(name, type_name, c_type))
        header += f'{in_c.rstrip(" *")};\n' if in_c.startswith('struct mystery') else ''
        header += prototypes(kind, in_c)
    for kind, (type_name, c_type, _reason) in CALLBACKS.items():
        gir += pair(kind, '', (type_name, c_type))
        header += prototypes(kind, '', c_type)
    for kind, element in INLINE.items():
        gir += pair(kind, '') + f'<{element} name="{kind}_sync" c:identifier="foo_{kind}_sync"/>\n'
        header += prototypes(kind, '')
    header += 'static inline gboolean foo_inline_sync (void) { return TRUE; }\n#define foo_macro_sync(a, b) TRUE\n'
    write_gir(FOLDER / 'foo.gir', 'foo.h', gir)
    (FOLDER / 'foo.h').write_text(header + 'G_END_DECLS\n', encoding='utf-8')
    (FOLDER / 'header.cc').write_text('#include "twins.h"\n', encoding='utf-8')


def record(name, copy, returns, parameter_type, free):
    """A type of its own, with functions that copy and free it."""
    owner = f'foo_{name.lower()}'
    copies = f'<function name="{copy}" c:identifier="{owner}_{copy}"' + (' throws="1"' if name == 'Fragile' else '')
    return (f'<record name="{name}" c:type="Foo{name}">{copies}><return-value><type c:type="{returns}"/></return-value>'
            f'<parameters><parameter name="a"><type c:type="{parameter_type}"/></parameter></parameters></function>'
            f'<function name="{free}" c:identifier="{owner}_{free}"><return-value><type name="none" c:type="void"/>'
            f'</return-value><parameters><parameter name="a"><type c:type="Foo{name}*"/></parameter></parameters>'
            '</function></record>\n',
            f'typedef struct _Foo{name} Foo{name};\n{returns} {owner}_{copy} ({parameter_type}'
            f'{", GError **" if name == "Fragile" else ""});\nvoid {owner}_{free} (Foo{name} *);\n')


def blocker(kind, parameters, in_c):
    return (f'<function name="{kind}" c:identifier="foo_{kind}" throws="1"><return-value><type name="gboolean" '
            f'c:type="gboolean"/></return-value><parameters>{parameters}</parameters></function>\n',
            f'gboolean foo_{kind} ({in_c}, GError **);\n')


def caller(kind, parameters, in_c):
    """A callback that returns a number, and what calls it."""
    gir, header = blocker(kind, CALL.format('on', kind, 1, '') + parameter('data', 'gpointer', 'gpointer'),
                          f'Foo{kind} on, gpointer data')
    return (f'<callback name="{kind}" c:type="Foo{kind}"><return-value><type name="gint" c:type="int"/></return-value>'
            f'<parameters>{parameters}{parameter("user_data", "gpointer", "gpointer")}</parameters></callback>\n{gir}',
            f'typedef int (*Foo{kind}) ({in_c}, gpointer);\n{header}')


def write_blockers():
    pieces = [record('Fragile', 'copy', 'FooFragile*', 'FooFragile*', 'free'),
              record('Lost', 'ref', 'void', 'FooLost*', 'unref'), record('Other', 'copy', 'char*', 'int', 'free')]
    pieces += [blocker(kind, *values[:2]) for kind, values in BLOCKERS.items()]
    pieces += [caller(f'calls_{name}', parameter(name, 'utf8', 'const char*') + parameter('the_data', 'gint', 'int'),
                      'const char *, int') for name in CALLBACK_NAMES]
    pieces += [caller(kind, f'<parameter name="a" transfer-ownership="{transfer}">{array}</parameter>' +
                      parameter('n', 'gint', 'int'), 'char **, int') for kind, (array, transfer, _) in TAKEN.items()]
    write_gir(FOLDER / 'blocking.gir', 'blocking.h', BLOCKING_TYPES + ''.join(gir for gir, _ in pieces))
    header = BLOCKING_DECLARATIONS + ''.join(header for _, header in pieces) + 'G_END_DECLS\n'
    (FOLDER / 'blocking.h').write_text(header, encoding='utf-8')


def run(*command):
    return subprocess.run(list(map(str, command)), cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, timeout=300)


def cflags():
    flags = subprocess.run(['pkg-config', '--cflags', 'gio-2.0'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [f'-I{SOURCE / "include"}', f'-I{BUILD / "include"}', '-isystem', FOLDER, *shlex.split(flags)]


def compile_as(compiler, standards, file):
    if shutil.which(compiler) is None:
        raise Skip(f'there is no {compiler}')
    for standard in standards:
        done = run(compiler, f'-std={standard}', *WARNINGS, *cflags(), file)
        assert done.returncode == 0 and done.stderr == '', f'{standard}: {done.stderr[:4000]}'


@claim('each function is made, or refused with its reason')
def each_is_as_expected():
    write_namespace()
    done = run(CODEGEN, 'foo.gir', '--no-config', '--list=json', '--output=twins')
    assert done.returncode == 0, done.stderr
    found = {entry['async']: entry['reason'] or entry['status'] for entry in json.loads(done.stdout)}
    expected = {f'foo_{kind}_async': values[-1] or 'generate' for kind, values in {**KINDS, **CALLBACKS}.items()}
    expected.update({f'foo_{kind}_async': 'existing' for kind in INLINE})
    assert found == expected, {name: found.get(name) for name in expected if found.get(name) != expected[name]}


@claim('the twins compile with gcc in each dialect')
def compiles_with_gcc():
    compile_as('gcc', C, 'twins.c')


@claim('the twins compile with clang in each dialect')
def compiles_with_clang():
    compile_as('clang', C, 'twins.c')


@claim('the header compiles with g++')
def compiles_with_gpp():
    compile_as('g++', CPP, 'header.cc')


@claim('the header compiles with clang++')
def compiles_with_clangpp():
    compile_as('clang++', CPP, 'header.cc')


@claim('each function that blocks has a pair, or is refused with its reason')
def each_pair_is_as_expected():
    write_blockers()
    done = run(CODEGEN, 'blocking.gir', '--async', '--no-config', '--list=json', '--output=pairs')
    assert done.returncode == 0, done.stderr
    found = {entry['blocking']: entry['reason'] or entry['status'] for entry in json.loads(done.stdout)}
    expected = {f'foo_{kind}': values[-1] or 'generate' for kind, values in {**BLOCKERS, **TAKEN}.items()}
    expected.update({f'foo_calls_{name}': 'generate' for name in CALLBACK_NAMES})
    assert {name: found.get(name) for name in expected} == expected, found


@claim('the pairs compile with gcc and clang in each dialect')
def pairs_compile():
    compile_as('gcc', C, 'pairs.c')
    compile_as('clang', C, 'pairs.c')


FUTURES = {
    'GLib.List(Thing)': 'generate', 'GLib.HashTable(utf8, Foo.Thing)': 'generate', 'GLib.Array(gint)': 'generate',
    'GLib.List(,)': 'unknown-value', 'GLib.List(Nowhere)': 'unknown-value', 'GLib.List(utf8, utf8)': 'unknown-value',
    'GLib.HashTable(utf8)': 'unknown-value', 'GLib.PtrArray': 'unknown-value',
}


@claim('a future is resolved with a container only if its elements are known')
def elements_of_futures_are_known():
    gir, configuration = '<record name="Thing" c:type="FooThing"/>\n', ''
    for i, value in enumerate(FUTURES):
        gir += (f'<function name="future_{i}" c:identifier="foo_future_{i}"><return-value transfer-ownership="full">'
                '<type name="Dex.Future" c:type="DexFuture*"/></return-value></function>\n')
        configuration += f'[Foo foo_future_{i}]\nresolves={value}\n'
    write_gir(FOLDER / 'futures.gir', 'foo.h', gir)
    (FOLDER / 'futures.conf').write_text(configuration, encoding='utf-8')
    done = run(CODEGEN, 'futures.gir', '--no-config', '--config=futures.conf', '--list=json')
    assert done.returncode == 0, done.stderr
    found = [entry['reason'] or entry['status'] for entry in json.loads(done.stdout)]
    assert found == list(FUTURES.values()), found


@claim('a type that could not be written is one in the twin')
def types_are_written_in_full():
    header = (FOLDER / 'twins.h').read_text(encoding='utf-8')
    for kind in ('struct_tag', 'const_struct_tag', 'hidden_struct_tag', 'union_tag', 'enum_tag', 'c_struct_tag'):
        assert KINDS[kind][3].rstrip(' *') in header, kind
    assert not any(ord(character) > 127 for character in header), 'a name is not of ASCII letters'


if __name__ == '__main__':
    sys.exit(main('odd'))
