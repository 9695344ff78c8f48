# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the library says of introspected functions, asked from Python.

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import gi
from tap import claim, main

gi.require_version('Kin', '1')
gi.require_version('SmartAsyncIntrospection', '1')
from gi.repository import Gio, GLib, Kin, SmartAsyncIntrospection  # noqa: E402

Error = SmartAsyncIntrospection.IntrospectionError
Function = SmartAsyncIntrospection.Function
Role = SmartAsyncIntrospection.Role


def symbol(function):
    return function and function.get_symbol()


def finish_of(*names):
    return symbol(Function.lookup(*names).get_finish())


def roles(function):
    return [(function.get_argument_name(i), function.get_argument_role(i))
            for i in range(function.get_n_arguments())]


def code_of(lookup, *names):
    try:
        lookup(*names)
    except GLib.Error as error:
        assert error.domain == 'smart-async-introspection-error-quark', error
        return error.code
    raise AssertionError(f'{names} was found')


@claim('a function says what it is')
def names():
    function = Function.lookup('Gio', 'File', 'load_contents_async')
    assert function.get_namespace() == 'Gio'
    assert function.get_container() == 'File'
    assert function.get_name() == 'load_contents_async'
    assert function.get_symbol() == 'g_file_load_contents_async'
    assert function.is_method() and function.is_async()
    assert Function.lookup('Gio', None, 'bus_get').get_container() is None


@claim('a symbol is as good as names')
def by_symbol():
    function = Function.lookup_symbol('Gio', 'g_dbus_proxy_new')
    assert (function.get_container(), function.get_name()) == ('DBusProxy', 'new')
    assert not function.is_method()


@claim('arguments are those that Python shows, with what they are for')
def arguments():
    assert roles(Function.lookup('Gio', 'File', 'replace_contents_async')) == [
        ('contents', Role.ARGUMENT), ('etag', Role.ARGUMENT), ('make_backup', Role.ARGUMENT),
        ('flags', Role.ARGUMENT), ('cancellable', Role.CANCELLABLE), ('callback', Role.READY)]
    assert roles(Function.lookup('Gio', 'InputStream', 'skip_async')) == [
        ('count', Role.ARGUMENT), ('io_priority', Role.PRIORITY), ('cancellable', Role.CANCELLABLE),
        ('callback', Role.READY)]


def shown(function):
    """The names in the text that PyGObject makes; the data of callbacks can be left out."""
    place = getattr(Gio, function.get_container() or '', Gio)
    inside = re.match(r'\w+\((.*?)\)( ->.*)?$', getattr(place, function.get_name()).__doc__)[1]
    names = (re.split('[:=]', part)[0].strip('* ') for part in inside.split(', '))
    return [name for name in names if name != 'self' and not name.endswith('_data')]


@claim('the arguments of each function of Gio are those that Python shows')
def all_arguments():
    for function in Function.list('Gio'):
        ours = [name for name, role in roles(function) if role != Role.LENGTH]
        assert ours == shown(function), function.get_symbol()


@claim('arguments that may be null are told')
def nullable():
    function = Function.lookup('Gio', 'File', 'replace_contents_async')
    assert [function.argument_is_nullable(i) for i in range(4)] == [False, True, False, False]


@claim('a closure stands for a callback')
def closures():
    function = Function.lookup('Kin', 'Child', 'count_async')
    assert function.is_async()
    assert symbol(function.get_finish()) == 'kin_child_count_finish'
    assert roles(function)[2:] == [('progress_callback_closure', Role.CALLBACK), ('callback_closure', Role.READY)]
    assert [function.argument_is_closure(i) for i in range(4)] == [False, False, True, True]


@claim('a copy finishes like a copy, with callbacks and with closures')
def copies():
    function = Function.lookup('Gio', 'File', 'copy_async')
    assert symbol(function.get_finish()) == 'g_file_copy_finish'
    assert symbol(function.get_blocking()) == 'g_file_copy'
    assert [role for _, role in roles(function)[2:]] == [
        Role.PRIORITY, Role.CANCELLABLE, Role.CALLBACK, Role.READY]


@claim('finish functions are found by name, by annotation, in a parent class, and by configuration')
def finish_functions():
    assert finish_of('Gio', 'File', 'load_contents_async') == 'g_file_load_contents_finish'
    assert finish_of('Gio', None, 'bus_get') == 'g_bus_get_finish'
    assert finish_of('Kin', 'Child', 'answer_async') == 'kin_parent_answer_finish'
    assert finish_of('Kin', 'Child', 'ask_async') == 'kin_parent_answer_finish'
    assert finish_of('Kin', 'Child', 'confide') == 'kin_child_confide_finish'
    assert finish_of('Gio', 'File', 'replace_contents_bytes_async') == 'g_file_replace_contents_finish'
    assert finish_of('Kin', 'Child', 'lonely_async') is None
    assert finish_of('Kin', 'Stream', 'skip_async') == 'g_input_stream_skip_finish'


ANNOTATED = """
import gi
gi.require_version('SmartAsyncIntrospection', '1')
from gi.repository import Gio, SmartAsyncIntrospection
its = SmartAsyncIntrospection.Function.lookup('Gio', 'File', 'replace_contents_bytes_async').get_finish()
print(its and its.get_symbol(), 'libgirepository-2.0' in open('/proc/self/maps').read())
"""


@claim('an annotation is read where libgirepository reads it')
def annotation():
    """Only libgirepository-2.0 does; GLib's typelibs have it from 2.84 on, which all have that come with PyGObject for
    that library."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / 'Gio.conf').touch()
        output = subprocess.run([sys.executable, '-c', ANNOTATED], capture_output=True, text=True, timeout=60, check=True,
                                env={**os.environ, 'SMART_ASYNC_CODEGEN_CONFIG_DIR': folder}).stdout
    assert output.split() in (['None', 'False'], ['g_file_replace_contents_finish', 'True']), output


@claim('a faulty configuration is an error')
def faulty():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / 'Gio.conf').write_text('[Gio]\nnonsense=1\n')
        done = subprocess.run([sys.executable, '-c', ANNOTATED], capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, 'SMART_ASYNC_CODEGEN_CONFIG_DIR': folder})
    assert done.returncode != 0 and 'Gio.conf' in done.stderr and 'nonsense' in done.stderr, done.stderr


OF_PARENT = """
import gi
gi.require_version('Kin', '1')
gi.require_version('SmartAsyncIntrospection', '1')
from gi.repository import Kin, SmartAsyncIntrospection
print(SmartAsyncIntrospection.Function.lookup('Kin', 'Stream', 'skip_async').get_finish())
"""


@claim('the faulty configuration of a parent in another namespace is told')
def faulty_of_parent():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / 'Gio.conf').write_text('[Gio]\nnonsense=1\n')
        done = subprocess.run([sys.executable, '-c', OF_PARENT], capture_output=True, text=True, timeout=60, check=True,
                              env={**os.environ, 'SMART_ASYNC_CODEGEN_CONFIG_DIR': folder, 'G_DEBUG': ''})
    assert done.stdout == 'None\n', done.stdout
    assert all(word in done.stderr for word in ('g_input_stream_skip_finish', 'Gio.conf', 'nonsense')), done.stderr


@claim('a build that cannot read the typelibs of the process says what it was built without')
def without_modules():
    maps = Path('/proc/self/maps').read_text(encoding='utf-8')
    library = re.search(r'/\S*/libsmartasync-introspection-1\.so\S*', maps)[0]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(library, Path(folder) / 'libsmartasync-introspection-1.so.0')  # modules are looked for beside it
        path = os.pathsep.join([folder, os.environ.get('LD_LIBRARY_PATH', '')])
        done = subprocess.run([sys.executable, '-c', ANNOTATED], capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, 'LD_LIBRARY_PATH': path})
    assert done.returncode != 0, done
    assert re.search(r'by libgirepository-\S+ cannot be loaded.*development files.*smartasync-typelib', done.stderr), done


@claim('whether the finish function takes the object is told')
def source():
    assert Function.lookup('Gio', 'File', 'load_contents_async').finish_takes_source()
    assert Function.lookup('Kin', None, 'visit_async').finish_takes_source()
    assert not Function.lookup('Gio', None, 'bus_get').finish_takes_source()
    assert not Function.lookup('Gio', 'DBusProxy', 'new').finish_takes_source()


@claim('an asynchronous function and the one that blocks know each other')
def siblings():
    for one, blocking in (('g_file_load_contents_async', 'g_file_load_contents'), ('g_bus_get', 'g_bus_get_sync')):
        assert symbol(Function.lookup_symbol('Gio', one).get_blocking()) == blocking
        assert symbol(Function.lookup_symbol('Gio', blocking).get_async()) == one
        assert not Function.lookup_symbol('Gio', blocking).is_async()
    assert Function.lookup_symbol('Gio', 'g_file_get_path').get_async() is None


@claim('the configuration is told')
def settings():
    function = Function.lookup_symbol('Gio', 'g_file_load_contents_async')
    assert function.get_setting('out-params') == 'after-cancellable'
    assert function.get_setting('naming') == 'gio'
    assert function.get_setting('affinity') is None


@claim('all asynchronous functions of a namespace are listed')
def listed():
    names = [(function.get_container(), function.get_name()) for function in Function.list('Gio')]
    assert ('File', 'load_contents_async') in names and ('File', 'load_contents') not in names
    assert len(names) == len(set(names)) > 100


@claim('what is not there is an error that says what')
def errors():
    assert code_of(Function.lookup, 'Gio', 'File', 'sing_async') == Error.UNKNOWN_FUNCTION
    assert code_of(Function.lookup_symbol, 'Gio', 'g_file_sing_async') == Error.UNKNOWN_FUNCTION
    assert code_of(Function.lookup, 'Nothing', None, 'at_all') == Error.NAMESPACE_NOT_LOADED
    assert code_of(Function.list, 'Nothing') == Error.NAMESPACE_NOT_LOADED


@claim('each thread gets the same answers')
def threads():
    found = []
    workers = [threading.Thread(target=lambda: found.append([finish_of('Gio', 'File', 'read_async')
                                                             for _ in range(100)])) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [['g_file_read_finish'] * 100] * 8


@claim('the process has one libgirepository, and the module that fits')
def one_repository():
    Function.lookup('Gio', None, 'bus_get')
    maps = Path('/proc/self/maps').read_text()
    versions = set(re.findall(r'/libgirepository-(\d)\.0\.so', maps))
    assert len(versions) == 1, versions
    assert set(re.findall(r'/smartasync-typelib-(\d)\.so', maps)) == versions


@claim('the example of the manual prints what the manual says')
def example():
    page = (Path(__file__).resolve().parents[2] / 'docs/introspection.md').read_text(encoding='utf-8')
    code, output = (re.search(f'```{language}\n(.*?)```', page, re.DOTALL)[1] for language in ('python', 'text'))
    done = subprocess.run([sys.executable, '-W', 'ignore', '-c', code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == output, done.stdout


if __name__ == '__main__':
    sys.exit(main('lookup'))
