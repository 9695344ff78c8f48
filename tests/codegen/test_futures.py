# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Libraries whose functions return futures, called through twins from Python: libdex itself, and libfoundry.

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
CODEGEN = os.environ['SMARTASYNC_CODEGEN']
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-futures-')
FOLDER = Path(SCRATCH.name)

DEX = """
import sys
import gi
gi.require_version('Dex', '1')
gi.require_version('DexSync', '1')
from gi.repository import Dex, DexSync, Gio, GLib

Dex.init()
path = sys.argv[1]


def read():
    return DexSync.file_load_contents_bytes_sync(Gio.File.new_for_path(path), None).get_data().decode()


def read_in_loop():
    texts.append(read())
    loop.quit()


texts = [read()]
loop = GLib.MainLoop()
GLib.idle_add(read_in_loop)
loop.run()
folder = DexSync.file_enumerate_children_sync(Gio.File.new_for_path(path).get_parent(), 'standard::name', 0, None)
infos = DexSync.file_enumerator_next_files_sync(folder, 100, None)
try:
    DexSync.file_load_contents_bytes_sync(Gio.File.new_for_path('/does/not/exist'), None)
except GLib.Error as error:
    failed = error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)
print(*texts, [info.get_name() for info in infos], failed)
"""

FOUNDRY = """
import sys
import gi
gi.require_version('Dex', '1')
gi.require_version('Foundry', '1')
gi.require_version('FoundrySync', '1')
from gi.repository import Dex, FoundrySync, Gio, GLib

Dex.init()
path = sys.argv[1]
FoundrySync.init_sync(None)
file = Gio.File.new_for_path(path)
exists = FoundrySync.file_query_exists_nofollow_sync(file, None)
children = FoundrySync.file_list_children_typed_sync(file.get_parent(), Gio.FileType.REGULAR, 'standard::name', None)
keys = FoundrySync.key_file_new_from_file_sync(file, GLib.KeyFileFlags.NONE, None)
try:
    FoundrySync.key_file_new_from_file_sync(Gio.File.new_for_path('/does/not/exist'), GLib.KeyFileFlags.NONE, None)
except GLib.Error as error:
    failed = error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)
print(exists, [type(child).__name__ for child in children], keys.get_string('group', 'key'), failed)
"""


def run(*command, folder=FOLDER):
    """What a command prints that finds the library in the folder."""
    paths = {'PKG_CONFIG_PATH': str(BUILD / 'meson-uninstalled'), 'HOME': str(FOLDER),
             'GI_TYPELIB_PATH': f'{folder}:{BUILD / "gobject-introspection"}:{BUILD / "dex"}',
             'LD_LIBRARY_PATH': f'{folder}:{BUILD / "src"}:{BUILD / "dex"}'}
    done = subprocess.run([str(word) for word in command], env={**os.environ, **paths}, cwd=FOLDER, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200)
    assert done.returncode == 0, done.stdout
    return done.stdout


def build(namespace, package):
    """A library with the twins of a namespace."""
    if subprocess.run(['pkg-config', '--exists', package], check=False).returncode:
        raise Skip(f'{package} is not installed')
    name = f'{namespace.partition("-")[0].lower()}-sync'
    (FOLDER / name).mkdir()
    run(CODEGEN, namespace, f'--output={name}/{name}', '--library')
    run('meson', 'setup', f'{name}/build', name, '--werror')
    run('ninja', '-C', f'{name}/build')
    return FOLDER / name / 'build'


def call(folder, program, path):
    """The last line that the program prints."""
    return run(sys.executable, '-c', program, path, folder=folder).splitlines()[-1]


@claim('Python reads files through twins of libdex, without a loop and in one')
def libdex_is_called():
    (FOLDER / 'data').mkdir()
    (FOLDER / 'data' / 'text').write_text('read', encoding='utf-8')
    folder = build('Dex-1', 'libdex-1')
    assert call(folder, DEX, FOLDER / 'data' / 'text') == "read read ['text'] True"


@claim('Python calls libfoundry through twins')
def libfoundry_is_called():
    (FOLDER / 'keys').mkdir()
    (FOLDER / 'keys' / 'file').write_text('[group]\nkey=value\n', encoding='utf-8')
    folder = build('Foundry-1', 'libfoundry-1')
    assert call(folder, FOUNDRY, FOLDER / 'keys' / 'file') == "True ['FileInfo'] value True"


if __name__ == '__main__':
    sys.exit(main('codegen-futures-library'))
