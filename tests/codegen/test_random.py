# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Namespaces made by chance, with everything that a function can have and much that it should not: what is generated
# compiles without a warning, with a header that declares what the introspection data does.
#
# Each namespace has a number, and is the same each time. SMARTASYNC_SEEDS=FIRST:END tries others.

import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from tap import Skip, claim, main

CODEGEN = os.environ['SMARTASYNC_CODEGEN']
SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-random-')
FOLDER = Path(SCRATCH.name)
SEEDS = range(*map(int, os.environ.get('SMARTASYNC_SEEDS', '0:12').split(':')))
N_FUNCTIONS = 40

WARNINGS = ['-Wall', '-Wextra', '-Wshadow', '-Wwrite-strings', '-Werror', '-fsyntax-only']
C_WARNINGS = ['-std=c11', '-Wdeclaration-after-statement', '-Wmissing-prototypes', '-Wstrict-prototypes', *WARNINGS]

# What each namespace has: @NAME@ is where the functions of a type are, and @@ where the others are.
TYPES = """
<class name="Thing" c:type="FooThing" parent="GObject.Object">@Thing@</class>
<class name="Lone" c:type="FooLone" glib:fundamental="1">@Lone@</class>
<interface name="Face" c:type="FooFace">@Face@</interface>
<record name="Box" c:type="FooBox">@Box@</record>
@@
<enumeration name="Kind" c:type="FooKind"/>
<bitfield name="Flags" c:type="FooFlags"/>
<callback name="Func" c:type="FooFunc"/>
<alias name="Id" c:type="FooId"><type name="gint" c:type="gint"/></alias>
<alias name="Handle" c:type="FooHandle"><type name="Thing" c:type="FooThing*"/></alias>
<alias name="Chosen" c:type="FooChosen"><type name="Kind" c:type="FooKind"/></alias>
"""

DECLARATIONS = """
#pragma once
#pragma GCC system_header
#include <gio/gio.h>
#define FOO_API G_GNUC_UNUSED
typedef struct _FooThing FooThing;
typedef struct _FooLone FooLone;
typedef struct _FooFace FooFace;
typedef struct { int a; gpointer b; } FooBox;
typedef enum { FOO_ONE } FooKind;
typedef enum { FOO_TWO } FooFlags;
typedef void (*FooFunc) (int, gpointer);
typedef int FooId;
typedef FooThing *FooHandle;
typedef FooKind FooChosen;
"""

# GIR name and C type.
VALUES = [
    ('gboolean', 'gboolean'), ('gint', 'gint'), ('gint', 'int'), ('guint', 'guint'), ('gint8', 'gint8'),
    ('guint8', 'guint8'), ('guint16', 'guint16'), ('gint64', 'gint64'), ('guint64', 'guint64'), ('gdouble', 'gdouble'),
    ('gfloat', 'float'), ('gsize', 'gsize'), ('gssize', 'gssize'), ('glong', 'long'), ('gulong', 'gulong'),
    ('gunichar', 'gunichar'), ('GType', 'GType'), ('gint64', 'goffset'), ('gint', 'pid_t'), ('Id', 'FooId'),
    ('Kind', 'FooKind'), ('Flags', 'FooFlags'), ('Chosen', 'FooChosen'), ('GLib.Quark', 'GQuark'),
    ('Gio.FileQueryInfoFlags', 'GFileQueryInfoFlags'), ('gint', 'const gint'), ('Kind', 'const FooKind'),
]
POINTERS = [
    ('utf8', 'const char*'), ('utf8', 'gchar*'), ('utf8', 'const gchar*'), ('filename', 'char*'),
    ('gpointer', 'gpointer'), ('gpointer', 'gconstpointer'), ('gpointer', 'void*'), ('gpointer', 'const void*'),
    ('Thing', 'FooThing*'), ('Lone', 'FooLone*'), ('Face', 'FooFace*'), ('Box', 'FooBox*'), ('Box', 'const FooBox*'),
    ('Handle', 'FooHandle'), ('GLib.Bytes', 'GBytes*'), ('GLib.Variant', 'GVariant*'), ('GLib.Error', 'GError*'),
    ('GLib.VariantType', 'const GVariantType*'), ('Gio.File', 'GFile*'), ('Gio.InputStream', 'GInputStream*'),
    ('GObject.Object', 'GObject*'), ('GObject.Value', 'GValue*'), ('GLib.MainContext', 'GMainContext*'),
    ('GLib.DateTime', 'GDateTime*'), ('Gio.Cancellable', 'GCancellable*'), ('utf8', 'char* const'),
    ('Thing', 'FooThing* const'),
]
CONTAINERS = [('GLib.List', 'GList*'), ('GLib.SList', 'GSList*'), ('GLib.HashTable', 'GHashTable*')]
ARRAYS = [('GLib.PtrArray', 'GPtrArray*'), ('GLib.Array', 'GArray*'), ('GLib.ByteArray', 'GByteArray*')]
PLAIN_ARRAYS = [('utf8', 'const char* const*'), ('utf8', 'char**'), ('utf8', 'const gchar**'), ('guint8', 'guint8*'),
                ('guint8', 'const guint8*'), ('guint8', 'gpointer'), ('Thing', 'FooThing**'), ('gint', 'const int*'),
                ('utf8', 'GStrv')]
CALLBACKS = [('Func', 'FooFunc'), ('Gio.FileProgressCallback', 'GFileProgressCallback'),
             ('GLib.DestroyNotify', 'GDestroyNotify'), ('GLib.SourceFunc', 'GSourceFunc')]

# Those that the generator uses itself, keywords, macros, and types.
NAMES = """
self args result error call user_data operation cancellable callback data length is_started scope local_error kept
default class int register new private NULL_ io_priority priority progress progress_data notify value out_value bool
inline GError FooThing g_error constexpr nullptr requires index time stdin_ this template auto result_ error_ args_
returned the_returned G_IO_ERROR_CANCELLED SMART_ASYNC_OPERATION_NONE foo_act1_async foo_act1_finish act1_start
act1_finish Act1Args
""".split()
DOCS = [
    '', 'Plain.', 'Ends a comment */ int x;', 'Begins /* one, and // another', 'A backslash at the end \\',
    'Trigraph ??/ and ??) here', '#include "x"\n@not_a_parameter: (out): this', 'Umlaute: äöü 漢字', '%s %d %n',
    'A list:\n\n - one\n - two\n\n|[<!-- language="C" -->\n  /* code */\n]|', 'Returns: nothing\nSince: 9.9',
    'x' * 300, '`code` [method@Foo.bar] **bold**', '*', '/', '/**/',
]


def gather(kind, *attributes):
    return f'<{kind} ' + ' '.join(f'{name}="{escape(str(value))}"' for name, value in attributes if value is not None)


class Maker:
    """A namespace, as introspection data and as a header."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.members = {'Thing': [], 'Lone': [], 'Face': [], 'Box': [], '': []}
        self.prototypes = []
        for number in range(N_FUNCTIONS):
            self.add_pair(number)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, *groups):
        return self.random.choice(self.random.choice(groups))

    ## Types: (XML, C type)

    @staticmethod
    def named(name, c_type):
        return f'<type name="{name}" c:type="{c_type}"/>', c_type

    def simple_type(self):
        return self.named(*self.pick(VALUES, POINTERS, POINTERS))

    def container_type(self):
        name, c_type = self.pick(CONTAINERS, ARRAYS)
        tag = 'array' if (name, c_type) in ARRAYS else 'type'
        elements = ''.join(self.simple_type()[0] for _ in range(self.random.randrange(3)))
        return f'<{tag} name="{name}" c:type="{c_type}">{elements}</{tag}>', c_type

    def plain_array_type(self, n_parameters):
        name, c_type = self.random.choice(PLAIN_ARRAYS)
        attributes = [('length', self.random.randrange(-1, n_parameters + 1) if self.chance(50) else None),
                      ('fixed-size', self.random.choice([0, 2, 4]) if self.chance(20) else None),
                      ('zero-terminated', self.random.choice([0, 1, None])), ('c:type', c_type)]
        return f'{gather("array", *attributes)}><type name="{name}"/></array>', c_type

    def any_type(self, n_parameters):
        kind = self.random.randrange(10)
        if kind < 6:
            return self.simple_type()
        return self.container_type() if kind < 8 else self.plain_array_type(n_parameters)

    @staticmethod
    def point_to(xml, c_type):
        """The same type as an out parameter."""
        return xml.replace(f'c:type="{c_type}"', f'c:type="{c_type}*"', 1), c_type + '*'

    ## Parameters

    def annotations(self, n_parameters):
        return [('transfer-ownership', self.random.choice(['none'] * 9 + ['full', 'container', None])),
                ('nullable', '1' if self.chance(30) else None), ('allow-none', '1' if self.chance(10) else None),
                ('optional', '1' if self.chance(10) else None),
                ('caller-allocates', self.random.choice(['0', '1', None])),
                ('closure', self.random.randrange(-1, n_parameters + 1) if self.chance(10) else None),
                ('destroy', self.random.randrange(-1, n_parameters + 1) if self.chance(5) else None)]

    def parameter(self, name, type_, tag='parameter', **more):
        xml, c_type = type_
        attributes = [('name', name), *((key.replace('_', '-'), value) for key, value in more.items())]
        doc = f'<doc>{escape(self.random.choice(DOCS))}</doc>' if self.chance(50) else ''
        return f'{gather(tag, *attributes)}>{doc}{xml}</{tag}>', c_type

    def free_parameter(self, name, n_parameters, percent_out):
        annotations = {key.replace('-', '_'): value for key, value in self.annotations(n_parameters)}
        if self.chance(percent_out):
            direction = 'out' if self.chance(80) else 'inout'
            type_ = self.point_to(*self.any_type(n_parameters))
            return self.parameter(name, type_, direction=direction if self.chance(85) else None, **annotations)
        return self.parameter(name, self.any_type(n_parameters), **annotations)

    def callback_parameters(self, name, n_parameters):
        """A callback, mostly with data after it, and with a function that frees the data."""
        gir_name, c_type = self.random.choice(CALLBACKS)
        annotations = {key.replace('-', '_'): value for key, value in self.annotations(n_parameters)}
        scope = self.random.choice(['call', 'notified', 'async', 'forever', None])
        callback = self.parameter(name, self.named(gir_name, c_type), scope=scope, **annotations)
        data = self.parameter(name + '_1', self.named('gpointer', 'gpointer'))
        free = self.parameter(name + '_2', self.named('GLib.DestroyNotify', 'GDestroyNotify'))
        return [callback, data, free][:self.random.choice([1, 2, 2, 2, 3])]

    def free_parameters(self, most, percent_out):
        count = self.random.randrange(most + 1)
        names = self.random.sample(NAMES, count)
        parameters = []
        for name in names:
            if self.chance(10) and percent_out < 50:
                parameters += self.callback_parameters(name, count + 3)
            else:
                parameters.append(self.free_parameter(name, count + 3, percent_out))
        return parameters

    def ready_parameters(self):
        callback = self.named('Gio.AsyncReadyCallback', 'GAsyncReadyCallback')
        data = self.named('gpointer', 'gpointer')
        names = ('callback_', 'user_data_') if self.chance(50) else ('done', 'done_data')
        scope = 'async' if self.chance(90) else None
        return [self.parameter(names[0], callback, scope=scope), self.parameter(names[1], data)]

    def cancellable_parameter(self):
        type_ = self.named('Gio.Cancellable', 'GCancellable*')
        return self.parameter('stop', type_, nullable='1' if self.chance(80) else None)

    ## Functions

    def instance(self, container):
        if container == '' or self.chance(15):
            return []
        type_ = self.named(container, f'Foo{container}*')
        return [self.parameter(self.random.choice(['self', 'object', 'thing']), type_, tag='instance-parameter')]

    def function(self, container, name, identifier, returns, parameters, throws):
        has_instance = bool(parameters) and parameters[0][0].startswith('<instance-parameter')
        tag = self.random.choice(['function', 'constructor']) if container else 'function'
        tag = 'method' if has_instance else tag
        attributes = [('name', name), ('c:identifier', identifier), ('throws', '1' if throws else None),
                      ('version', '1.2' if self.chance(20) else None),
                      ('deprecated', '1' if self.chance(10) else None)]
        xml, c_type = returns
        transfer = self.random.choice(['none', 'full', 'container'])
        nullable = ' nullable="1"' if self.chance(30) else ''
        arguments = [argument for argument, _type in parameters]
        self.members[container].append(
            f'{gather(tag, *attributes)}><doc>{escape(self.random.choice(DOCS))}</doc>'
            f'<return-value transfer-ownership="{transfer}"{nullable}>{xml}</return-value>'
            f'<parameters>{"".join(arguments)}</parameters></{tag}>')
        types = [type_ for _argument, type_ in parameters] + (['GError**'] if throws else [])
        self.prototypes.append(f'{c_type} {identifier} ({", ".join(types) or "void"});')

    def add_pair(self, number):
        container = self.random.choice(list(self.members))
        name = self.random.choice(['act{}', 'act{}', 'act_{}', '{}d_act', 'act{}_start']).format(number)
        stem = f'{container.lower()}_{name}'.lstrip('_')
        prefix = self.random.choice(['foo', 'foo', 'bar'])
        suffix = self.random.choice(['_async', '_async', ''])
        void = self.named('none', 'void')
        instance = self.instance(container)
        cancellable = [self.cancellable_parameter()] if self.chance(75) else []
        asks = [*self.free_parameters(5, 5), *cancellable, *self.ready_parameters()]
        if self.chance(5):
            self.random.shuffle(asks)
        self.function(container, name + suffix, f'{prefix}_{stem}{suffix}', void, [*instance, *asks], False)

        result = self.named('Gio.AsyncResult', 'GAsyncResult*')
        answers = [self.parameter('res', result), *self.free_parameters(3, 97)]
        returns = void if self.chance(15) else self.any_type(len(answers))
        self.function(container, name + '_finish', f'{prefix}_{stem}_finish', returns,
                      [*(instance if self.chance(85) else []), *answers], self.chance(80))
        if self.chance(15):
            self.function(container, name + '_sync', f'{prefix}_{stem}_sync', void, instance, True)

    def gir(self):
        text = '<?xml version="1.0"?>\n<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0" ' \
               'xmlns:c="http://www.gtk.org/introspection/c/1.0" ' \
               'xmlns:glib="http://www.gtk.org/introspection/glib/1.0">\n' \
               '<include name="Gio" version="2.0"/>\n<c:include name="foo.h"/>\n' \
               '<namespace name="Foo" version="1.0" c:identifier-prefixes="Foo" c:symbol-prefixes="foo,bar">'
        types = TYPES
        for container, members in self.members.items():
            types = types.replace(f'@{container}@', '\n'.join(members))
        return f'{text}\n{types}\n</namespace>\n</repository>\n'

    def header(self):
        return DECLARATIONS + '\n'.join(self.prototypes) + '\n'

    def options(self):
        options = ['--existing=generate', '--naming=' + self.random.choice(['sync', 'gio']),
                   '--out-params=' + self.random.choice(['before-cancellable', 'after-cancellable'])]
        if self.chance(30):
            options.append('--name-prefix=my_')
        if self.chance(30):
            options.append('--export-macro=FOO_API')
        return options


def run(*command, cwd):
    return subprocess.run(list(map(str, command)), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, timeout=300)


def cflags():
    flags = subprocess.run(['pkg-config', '--cflags', 'gio-2.0'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [f'-I{SOURCE / "include"}', f'-I{BUILD / "include"}', '-I.', *shlex.split(flags)]


def generate(seed):
    """Returns the folder with the namespace of that number, and its twins."""
    maker = Maker(seed)
    folder = FOLDER / str(seed)
    folder.mkdir()
    (folder / 'foo.gir').write_text(maker.gir(), encoding='utf-8')
    (folder / 'foo.h').write_text(maker.header(), encoding='utf-8')
    (folder / 'header.cc').write_text('#include "twins.h"\n', encoding='utf-8')
    done = run(CODEGEN, 'foo.gir', '--output=twins', *maker.options(), cwd=folder)
    assert done.returncode == 0, f'{folder}: {done.stderr}'
    return folder


def compile_all(compiler, file, warnings):
    if shutil.which(compiler) is None:
        raise Skip(f'there is no {compiler}')
    for seed in SEEDS:
        folder = FOLDER / str(seed)
        done = run(compiler, *warnings, *cflags(), file, cwd=folder)
        assert done.returncode == 0 and done.stderr == '', f'SMARTASYNC_SEEDS={seed}:{seed + 1}\n{done.stderr[:4000]}'


@claim('something is generated for each namespace')
def something_is_generated():
    counts = [(generate(seed) / 'twins.c').read_text(encoding='utf-8').count('smart_async_run_and_finish (') for seed in SEEDS]
    assert min(counts) >= N_FUNCTIONS // 4, counts


@claim('what is generated compiles with gcc')
def compiles_with_gcc():
    compile_all('gcc', 'twins.c', C_WARNINGS)


@claim('what is generated compiles with clang')
def compiles_with_clang():
    compile_all('clang', 'twins.c', C_WARNINGS)


@claim('the header is one for C++ as well')
def compiles_with_gpp():
    compile_all('g++', 'header.cc', ['-std=c++20', *WARNINGS])


if __name__ == '__main__':
    sys.exit(main('random'))
