# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Libraries with pairs: a repository of OSTree is made, committed to and pulled, one of git is cloned and walked, one of
# Flatpak is listed, and a text is parsed.

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
CONFIG = SOURCE / 'src' / 'codegen' / 'config'
PROGRAMS = Path(__file__).parent
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-ostree-')
FOLDER = Path(SCRATCH.name)


def path_of(*folders):
    return ':'.join(map(str, folders))


def environment():
    builds = [FOLDER / 'build', FOLDER / 'ggit-build', FOLDER / 'flatpak-build', FOLDER / 'json-build']
    bindings = SOURCE / 'gobject-introspection'
    introspection = BUILD / 'gobject-introspection'
    return {**os.environ, 'PKG_CONFIG_PATH': str(BUILD / 'meson-uninstalled'),
            'GI_TYPELIB_PATH': path_of(*builds, introspection, introspection / 'lookup'),
            'LD_LIBRARY_PATH': path_of(*builds, BUILD / 'src', introspection / 'lookup'),
            'GJS_PATH': str(bindings / 'gjs'),
            'PYTHONPATH': path_of(bindings / 'python', SOURCE / 'tests' / 'support'), 'G_DEBUG': 'fatal-warnings'}


def run(*command):
    done = subprocess.run([str(word) for word in command], env=environment(), cwd=FOLDER, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stdout
    return done.stdout


def require(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed')
    if not (FOLDER / 'build' / 'OSTreeAsync-1.0.typelib').exists():
        raise Skip('there is no library')


@claim('the generated build makes a library and a typelib')
def library_is_built():
    if subprocess.run(['pkg-config', '--exists', 'ostree-1'], check=False).returncode != 0:
        raise Skip('libostree-dev is not installed')
    run(CODEGEN, '--async', 'OSTree-1.0', f'--config-dir={CONFIG}', '--output=ostree-async', '--library')
    run('meson', 'setup', 'build', '--werror', '-Dwarning_level=3')
    run('ninja', '-C', 'build')
    assert (FOLDER / 'build' / 'OSTreeAsync-1.0.typelib').exists()


@claim('Python awaits the pairs')
def python_awaits():
    require()
    output = run(sys.executable, PROGRAMS / 'ostree.py', FOLDER / 'python')
    assert output.splitlines()[-1] == 'all right', output


@claim('JavaScript awaits the pairs')
def javascript_awaits():
    require('gjs')
    output = run('gjs', '-m', PROGRAMS / 'ostree.js', FOLDER / 'javascript')
    assert output.splitlines()[-1] == 'all right', output


@claim('a window in JavaScript is drawn while it pulls, and cancels')
def window_is_drawn():
    require('gjs', 'Xvfb', 'xdotool', 'maim')
    if subprocess.run(['gjs', '-c', 'imports.gi.versions.Gtk = "4.0"; imports.gi.Gtk'], stderr=subprocess.DEVNULL,
                      check=False).returncode != 0:
        raise Skip('GTK 4 is not installed')
    output = run(sys.executable, PROGRAMS / 'browser.py', SOURCE / 'examples/gjs-ostree-browser/ostree-browser.js',
                 FOLDER / 'browser', os.environ['OSTREE_BROWSER_SCREENSHOTS'])
    assert output.splitlines()[-1] == 'all right', output


def make_git_repository():
    source = FOLDER / 'git'
    source.mkdir()
    git = ['git', '-C', source, '-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org']
    run(*git, 'init', '--quiet', '--initial-branch=main')
    for i in range(20):
        (source / 'file').write_text(str(i), encoding='utf-8')
        run(*git, 'add', 'file')
        run(*git, 'commit', '--quiet', f'--message=commit {i}')
    return source


@claim('a repository of git is cloned and walked, and callbacks are asked')
def git_is_cloned():
    if subprocess.run(['pkg-config', '--exists', 'libgit2-glib-1.0'], check=False).returncode != 0:
        raise Skip('libgit2-glib-1.0-dev is not installed')
    for program in ('git', 'gjs'):
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed')
    (FOLDER / 'ggit').mkdir()
    run(CODEGEN, '--async', 'Ggit-1.0', f'--config-dir={CONFIG}', '--output=ggit/ggit-async', '--library')
    run('meson', 'setup', 'ggit-build', 'ggit', '--werror', '-Dwarning_level=3')
    run('ninja', '-C', 'ggit-build')
    source = make_git_repository()
    for command in ((sys.executable, PROGRAMS / 'git.py'), ('gjs', '-m', PROGRAMS / 'git.js')):
        output = run(*command, source, FOLDER / f'copy-{command[0].rpartition("/")[2]}')
        assert output.splitlines()[-1] == 'all right', output


@claim('what pairs give is what the functions give')
def values_are_compared():
    require()
    if not (FOLDER / 'ggit-build' / 'GgitAsync-1.0.typelib').exists():
        raise Skip('there is no library for git')
    output = run(sys.executable, PROGRAMS / 'compare.py', FOLDER / 'git', FOLDER / 'compare')
    assert output.splitlines()[-1] == 'all right', output


@claim('an installation of Flatpak is made and listed')
def flatpak_is_listed():
    if subprocess.run(['pkg-config', '--exists', 'flatpak'], check=False).returncode != 0:
        raise Skip('libflatpak-dev is not installed')
    (FOLDER / 'flatpak').mkdir()
    run(CODEGEN, '--async', 'Flatpak-1.0', f'--config-dir={CONFIG}', '--output=flatpak/flatpak-async', '--library')
    run('meson', 'setup', 'flatpak-build', 'flatpak', '--werror')
    run('ninja', '-C', 'flatpak-build')
    output = run(sys.executable, PROGRAMS / 'flatpak.py', FOLDER / 'installation')
    assert output.splitlines()[-1] == 'all right', output


@claim('Vala yields in the pairs, by a VAPI made from the introspection data')
def vala_yields():
    require('valac', 'vapigen')
    (FOLDER / 'json').mkdir()
    run(CODEGEN, '--async', 'Json-1.0', '--output=json/json-async', '--library')
    run('meson', 'setup', 'json-build', 'json', '--werror')
    run('ninja', '-C', 'json-build')
    run('vapigen', '--library=json-async', '--pkg=json-glib-1.0', '--pkg=gio-2.0', 'json-build/JsonAsync-1.0.gir')
    (FOLDER / 'json-async.deps').write_text('json-glib-1.0\n', encoding='utf-8')
    run('valac', '--vapidir=.', '--pkg=json-async', '--pkg=json-glib-1.0', '--pkg=gio-2.0', '--output=program',
        '-X', f'-I{FOLDER / "json"}', '-X', '-w', '-X', f'-L{FOLDER / "json-build"}', '-X', '-ljson-async',
        PROGRAMS / 'parse.vala')
    assert run('./program') == '3\njson-parser-error-quark\n'


# The introspection data names no header, and Vala knows no structs of GIO's classes.
@claim('Vala pulls a repository while a loop goes on')
def vala_pulls():
    require('valac', 'vapigen')
    if not (FOLDER / 'python' / 'source').exists():
        raise Skip('there is no repository')
    (FOLDER / 'OSTree-1.0.metadata').write_text('*Class skip\n', encoding='utf-8')
    gir_folder = run('pkg-config', '--variable=girdir', 'gobject-introspection-1.0').strip()
    run('vapigen', '--library=ostree-1', '--pkg=gio-2.0', '--metadatadir=.', f'{gir_folder}/OSTree-1.0.gir')
    vapi = (FOLDER / 'ostree-1.vapi').read_text(encoding='utf-8')
    (FOLDER / 'ostree-1.vapi').write_text(vapi.replace('OSTree-1.0.h', 'ostree.h'), encoding='utf-8')
    run('vapigen', '--library=ostree-async', '--vapidir=.', '--pkg=ostree-1', '--pkg=gio-2.0',
        'build/OSTreeAsync-1.0.gir')
    flags = run('pkg-config', '--cflags', '--libs', 'ostree-1').split()
    run('valac', '--vapidir=.', '--pkg=ostree-1', '--pkg=ostree-async', '--pkg=gio-2.0', '--output=puller',
        *(word for flag in [f'-I{FOLDER}', '-w', f'-L{FOLDER / "build"}', '-lostree-async', *flags]
          for word in ('-X', flag)), PROGRAMS / 'ostree.vala')
    assert run('./puller', FOLDER / 'python' / 'source', FOLDER / 'vala') == 'all right\n'


sys.exit(main('libraries'))
