# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A library with the twins of somebody else's: built as generated, called from Python and from Vala.

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
CODEGEN = os.environ['SMARTASYNC_CODEGEN']
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-library-')
FOLDER = Path(SCRATCH.name)

PYTHON = """
import gi
gi.require_version('Json', '1.0')
gi.require_version('JsonSync', '1.0')
from gi.repository import Gio, GLib, Json, JsonSync

parser = Json.Parser()
stream = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(b'[1, 2, 3]'))
assert JsonSync.parser_load_from_stream_sync(parser, stream, None)
print(parser.get_root().get_array().get_length())
broken = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(b'[1, 2'))
try:
    JsonSync.parser_load_from_stream_sync(parser, broken, None)
except GLib.Error as error:
    print(error.domain)
"""

VALA = """
void main () {
  try {
    var parser = new Json.Parser ();
    var stream = new MemoryInputStream.from_data ("[1, 2, 3]".data);
    JsonSync.parser_load_from_stream_sync (parser, stream, null);
    print ("%u\\n", parser.get_root ().get_array ().get_length ());
  } catch (Error error) {
    print ("%s\\n", error.message);
  }
}
"""


def environment():
    return {**os.environ, 'PKG_CONFIG_PATH': str(BUILD / 'meson-uninstalled'),
            'GI_TYPELIB_PATH': f'{FOLDER / "build"}:{BUILD / "gobject-introspection"}',
            'LD_LIBRARY_PATH': f'{FOLDER / "build"}:{BUILD / "src"}'}


def run(*command):
    done = subprocess.run([str(word) for word in command], env=environment(), cwd=FOLDER, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stdout
    return done.stdout


@claim('the generated build makes a library and a typelib')
def library_is_built():
    run(CODEGEN, 'Json-1.0', '--existing=generate', '--output=json-sync', '--library')
    run('meson', 'setup', 'build', '--werror')
    run('ninja', '-C', 'build')
    assert (FOLDER / 'build' / 'JsonSync-1.0.typelib').exists()


@claim('Python calls the twins through the typelib')
def python_calls_twins():
    assert run(sys.executable, '-c', PYTHON) == '3\njson-parser-error-quark\n'


@claim('Vala calls the twins through a VAPI made from the introspection data')
def vala_calls_twins():
    if shutil.which('valac') is None or shutil.which('vapigen') is None:
        raise Skip('valac or vapigen is not installed')
    (FOLDER / 'program.vala').write_text(VALA, encoding='utf-8')
    run('vapigen', '--library=json-sync', '--pkg=json-glib-1.0', '--pkg=gio-2.0', 'build/JsonSync-1.0.gir')
    (FOLDER / 'json-sync.deps').write_text('json-glib-1.0\n', encoding='utf-8')
    run('valac', '--vapidir=.', '--pkg=json-sync', '--pkg=json-glib-1.0', '--pkg=gio-2.0', '-X', f'-I{FOLDER}', '-X', '-w',
        '-X', f'-L{FOLDER / "build"}', '-X', '-ljson-sync', 'program.vala')
    assert run('./program') == '3\n'


def documentation_warnings(*arguments):
    """What gi-docgen warns of."""
    if shutil.which('gi-docgen') is None:
        raise Skip('gi-docgen is not installed')
    done = subprocess.run(['gi-docgen', *map(str, arguments)], cwd=FOLDER, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=200)
    lines = done.stdout.splitlines()
    assert done.returncode == 0 or lines, 'gi-docgen failed and says nothing'
    return sorted(line for line in lines if 'WARNING' in line or 'ERROR' in line)


@claim('gi-docgen finds all of the generated functions documented')
def twins_are_documented():
    warnings = documentation_warnings('check', f'--add-include-path={BUILD / "gobject-introspection"}',
                                      FOLDER / 'build' / 'JsonSync-1.0.gir')
    assert warnings == [], warnings


@claim('gi-docgen reads annotated data as it reads the original')
def annotated_data_is_read():
    run(CODEGEN, 'Json-1.0', '--annotate-gir=Json-1.0.gir')
    assert 'glib:finish-func' in (FOLDER / 'Json-1.0.gir').read_text(encoding='utf-8')
    original = documentation_warnings('check', '/usr/share/gir-1.0/Json-1.0.gir')
    assert documentation_warnings('check', FOLDER / 'Json-1.0.gir') == original


@claim('gi-docgen makes pages of annotated data without a warning')
def pages_are_made():
    run(CODEGEN, BUILD / 'tests' / 'codegen' / 'kinds' / 'Kinds-1.0.gir', '--annotate-gir=Kinds-1.0.gir')
    assert 'glib:finish-func' in (FOLDER / 'Kinds-1.0.gir').read_text(encoding='utf-8')
    assert documentation_warnings('generate', '--quiet', '--fatal-warnings', '--output-dir=pages', 'Kinds-1.0.gir') == []
    assert list((FOLDER / 'pages').rglob('*.html'))


@claim('a script reads the clipboard, which GDK itself only does asynchronously')
def clipboard_is_read():
    if shutil.which('xvfb-run') is None or subprocess.run(['pkg-config', '--exists', 'gtk4'], check=False).returncode:
        raise Skip('xvfb-run or GTK 4 is not installed')
    folder = FOLDER / 'clipboard'
    folder.mkdir()
    run(CODEGEN, 'Gdk-4.0', '--output=clipboard/gdk-sync', '--library')
    run('meson', 'setup', 'clipboard/build', 'clipboard', '--werror')
    run('ninja', '-C', 'clipboard/build')
    typelibs = f'{folder / "build"}:{BUILD / "gobject-introspection"}'
    output = run('env', f'GI_TYPELIB_PATH={typelibs}', f'LD_LIBRARY_PATH={folder / "build"}:{BUILD / "src"}',
                 'xvfb-run', '-a', sys.executable, SOURCE / 'examples' / 'gdk-sync' / 'clipboard.py', 'some text')
    assert 'some text' in output, output


@claim('the library does without ours if it is to')
def library_is_standalone():
    folder = FOLDER / 'standalone'
    folder.mkdir()
    run(CODEGEN, 'Json-1.0', '--existing=generate', '--output=standalone/json-sync', '--library', '--standalone')
    run('meson', 'setup', 'standalone/build', 'standalone', '--werror')
    run('ninja', '-C', 'standalone/build')
    assert 'smartasync' not in run('ldd', 'standalone/build/libjson-sync.so')
    output = run('env', f'GI_TYPELIB_PATH={folder / "build"}', f'LD_LIBRARY_PATH={folder / "build"}',
                 sys.executable, '-c', PYTHON)
    assert output == '3\njson-parser-error-quark\n', output


@claim('a second run gives the same files')
def output_is_the_same():
    run(CODEGEN, 'Json-1.0', '--existing=generate', '--output=json-sync', '--library', '--check')


if __name__ == '__main__':
    sys.exit(main('library'))
