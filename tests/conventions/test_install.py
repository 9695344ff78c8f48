# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs the project into a scratch prefix and uses it from outside: by pkg-config, by Meson, as a subproject.

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import HEADERS, SOURCE, build_folder, pkg_config, project_version, read, run, walk
from tap import Skip, claim, expect_empty, main

WRAP = SOURCE / 'packaging' / 'smartasync.wrap'
OUTSIDE = Path(__file__).resolve().with_name('outside')
OVERRIDES = SOURCE / 'gobject-introspection' / 'python' / 'gi' / 'overrides' / 'SmartAsync'
GJS_OVERRIDES = SOURCE / 'gobject-introspection/gjs/overrides'
WITH_GIR = bool(os.environ.get('SMART_ASYNC_GIR'))
WITH_REFERENCE = 'SMART_ASYNC_REFERENCE' in os.environ
EXPECTED_OUTPUT = 'counted to 3\ncounted to -1: -1 is below zero\n'

SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-install-')
FOLDER = Path(SCRATCH.name)
PREFIX = FOLDER / 'prefix'
STAGE = FOLDER / 'stage'


def environment(**variables):
    """That of a user: without what Meson and `dev` have set for the tests."""
    inherited = {name: value for name, value in os.environ.items()
                 if not name.startswith(('MESON_', 'NINJA_', 'SMART_ASYNC_', 'DESTDIR', 'GI_', 'GIT_', 'LD_'))}
    return {**inherited, **variables}


def installed_environment():
    if not PREFIX.exists():
        raise AssertionError('nothing was installed')
    return environment(PKG_CONFIG_PATH=str(PREFIX / 'lib' / 'pkgconfig'), LD_LIBRARY_PATH=str(PREFIX / 'lib'),
                       GI_TYPELIB_PATH=str(PREFIX / 'lib' / 'girepository-1.0'))


def copy_outside(name):
    return Path(shutil.copytree(OUTSIDE, FOLDER / name))


def expect_output(program, env):
    output = run([program], env=env, timeout=30)
    assert output == EXPECTED_OUTPUT, output


def expect_meson_builds(project, env, *options):
    """Builds the outside project with Meson and runs both of its programs."""
    build = project / 'build'
    run(['meson', 'setup', build, project, *options], env=env)
    run(['ninja', '-C', build], env=env)
    expect_output(build / 'by-hand', env)
    expect_output(build / 'generated', env)


def copy_source(folder):
    for path in walk(SOURCE):
        target = folder / path.relative_to(SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def expected_files():
    yield from (f'include/smartasync-1/smartasync/{path.name}' for path in HEADERS.glob('*.h'))
    yield 'include/smartasync-1/smartasync/enum-types.h'
    yield 'lib/libsmartasync-1.so'
    yield 'lib/libsmartasync-1.so.0'
    yield 'lib/pkgconfig/smartasync-1.pc'
    yield 'bin/smartasync-codegen'
    yield from (f'share/smartasync-1/codegen/{path.name}' for path in (SOURCE / 'src/codegen/config').glob('*.conf'))
    yield 'share/man/man1/smartasync-codegen.1'
    yield 'share/bash-completion/completions/smartasync-codegen'
    if WITH_GIR:
        yield 'lib/girepository-1.0/SmartAsync-1.typelib'
        yield 'share/gir-1.0/SmartAsync-1.gir'
        yield 'include/smartasync-1/smartasync-introspection.h'
        yield 'lib/libsmartasync-introspection-1.so.0'
        yield 'lib/pkgconfig/smartasync-introspection-1.pc'
        yield 'lib/girepository-1.0/SmartAsyncIntrospection-1.typelib'
        yield 'share/gir-1.0/SmartAsyncIntrospection-1.gir'
        yield 'lib/smartasync-introspection-1/smartasync-typelib-1.so'
        yield 'share/vala/vapi/smartasync-1.vapi'
        yield from (f'python/SmartAsync/{path.name}' for path in OVERRIDES.glob('*.py'))
        yield 'python/SmartAsync/py.typed'
        yield 'python/gi-stubs/repository/SmartAsync.pyi'
        yield 'python/gi-stubs/repository/SmartAsyncIntrospection.pyi'
        yield from (f'gjs/{path.relative_to(GJS_OVERRIDES)}' for path in GJS_OVERRIDES.rglob('*.js'))
    if WITH_REFERENCE:
        yield 'share/doc/smartasync-1/index.html'
        yield 'share/doc/smartasync-1/smartasync-1.devhelp2'


@claim('it installs below DESTDIR and nowhere else')
def installs_below_destdir():
    build = FOLDER / 'build'
    feature = 'enabled' if WITH_GIR else 'disabled'
    run(['meson', 'setup', build, SOURCE, f'--prefix={PREFIX}', '--libdir=lib', '-Dtests=false', '-Dexamples=false',
         f'-Dintrospection={feature}', f'-Dvapi={feature}',
         f'-Ddocumentation={str(WITH_REFERENCE).lower()}',
         f'-Dpython_overrides_dir={PREFIX}/python', f'-Dgjs_overrides_dir={PREFIX}/gjs'], env=environment())
    run(['ninja', '-C', build], env=environment(), timeout=500)
    run(['meson', 'install', '-C', build, '--no-rebuild'], env=environment(DESTDIR=str(STAGE)))
    assert not PREFIX.exists(), f'{PREFIX} was written to'

    # What a package manager does.
    shutil.move(STAGE / PREFIX.relative_to('/'), PREFIX)
    others = [path for path in walk(STAGE)]
    assert not others, f'outside the prefix: {others}'


@claim('all that users need is installed')
def everything_is_installed():
    installed_environment()
    expect_empty(f'{name} is not installed' for name in expected_files() if not (PREFIX / name).exists())


@claim('no installed text names the folder it was built in')
def nothing_names_the_build_folder():
    installed_environment()
    texts = [path for path in walk(PREFIX) if path.suffix in ('.h', '.pc', '.gir', '.vapi', '.py', '.js', '.html')]
    expect_empty(path for path in texts if any(str(folder) in path.read_text(encoding='utf-8')
                                               for folder in (SOURCE, FOLDER / 'build', STAGE)))


@claim('pkg-config knows the version and the generator')
def pkg_config_knows():
    env = installed_environment()
    assert pkg_config('--modversion', 'smartasync-1', env=env) == [project_version()]
    codegen = pkg_config('--variable=codegen', 'smartasync-1', env=env)
    assert codegen == [str(PREFIX / 'bin' / 'smartasync-codegen')], codegen
    assert project_version() in run([*codegen, '--version'], env=env)


@claim('pkg-config knows the generator of a build, too')
def pkg_config_knows_build():
    env = environment(PKG_CONFIG_PATH=str(build_folder() / 'meson-uninstalled'))
    codegen = pkg_config('--variable=codegen', 'smartasync-1', env=env)
    assert project_version() in run([*codegen, '--version'], env=env)


@claim('pkg-config knows where the introspection data is, installed and in a build')
def pkg_config_knows_gir():
    if not WITH_GIR:
        raise Skip('built without introspection data')
    for env in (installed_environment(), environment(PKG_CONFIG_PATH=str(build_folder() / 'meson-uninstalled'))):
        folder, = pkg_config('--variable=girdir', 'smartasync-1', env=env)
        assert (Path(folder) / 'SmartAsync-1.gir').is_file(), folder


@claim('an outside program builds with pkg-config and runs')
def outside_with_pkg_config():
    env = installed_environment()
    project = copy_outside('with-pkg-config')
    run(['cc', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-o', 'by-hand-program', '-I', 'by-hand', '-I', '.',
         'main.c', 'count.c', 'by-hand/twin.c', *pkg_config('--cflags', '--libs', 'smartasync-1', env=env)], cwd=project, env=env)
    expect_output(project / 'by-hand-program', env)


@claim('an outside program builds with Meson and the installed generator and runs')
def outside_with_meson():
    env = installed_environment()
    expect_meson_builds(copy_outside('with-meson'), env, '--wrap-mode=nofallback')


@claim('an outside program builds with the project as a subproject and runs')
def outside_with_subproject():
    project = copy_outside('with-subproject')
    copy_source(project / 'subprojects' / 'smartasync')

    expect_meson_builds(project, environment(), '--force-fallback-for=smartasync-1', '-Dsmartasync:introspection=disabled')
    tests = run(['meson', 'introspect', '--tests', project / 'build'], env=environment())
    assert tests.strip() == '[]', f'the tests of the subproject are in the way:\n{tests}'


@claim('the wrap file gets the release of this version, and Meson finds library and generator in it')
def wrap_file_works():
    if shutil.which('git') is None:
        raise Skip('git is not installed')
    repository = FOLDER / 'repository'
    copy_source(repository)
    assert not (repository / '.git').exists(), 'this would change another repository'
    for command in (['init'], ['add', '--all', '--force'], ['commit', '--message=release'], ['tag', project_version()]):
        run(['git', '-c', 'user.name=nobody', '-c', 'user.email=nobody@example.org', '-C', repository, *command],
            env=environment())

    project = copy_outside('with-wrap')
    build_file = project / 'meson.build'
    build_file.write_text(read(build_file).replace(", fallback: 'smartasync'", '')
                          + "find_program('smartasync-codegen')\n", encoding='utf-8')
    wrap, changed = re.subn(r'^url = .*$', f'url = {repository.as_uri()}', read(WRAP), flags=re.MULTILINE)
    assert changed == 1, WRAP
    (project / 'subprojects').mkdir()
    (project / 'subprojects' / WRAP.name).write_text(wrap, encoding='utf-8')
    run(['meson', 'setup', project / 'build', project, '-Dsmartasync:introspection=disabled'], env=environment())


@claim('Python finds the installed introspection data')
def python_finds_typelib():
    if not WITH_GIR:
        raise Skip('built without introspection data')
    program = ('import gi; gi.require_version("SmartAsync", "1"); from gi.repository import SmartAsync;'
               'print(SmartAsync.MAJOR_VERSION, SmartAsync.MINOR_VERSION, SmartAsync.MICRO_VERSION, sep=".")')
    output = run([sys.executable, '-c', program], env=installed_environment())
    assert output.split() == [project_version()], output


@claim('Python asks the installed library about functions')
def python_asks():
    if not WITH_GIR:
        raise Skip('built without introspection data')
    program = ('import gi; gi.require_version("SmartAsyncIntrospection", "1");'
               'from gi.repository import Gio, SmartAsyncIntrospection as I;'
               'print(I.Function.lookup("Gio", None, "bus_get").get_finish().get_name(),'
               'I.Function.lookup("Gio", "File", "new_tmp_async").get_setting("cancellable"))')
    output = run([os.environ['SMART_ASYNC_PYTHON'], '-c', program], env=installed_environment())
    assert output == 'bus_get_finish false\n', output


@claim('where the library is not found, Python and JavaScript say so, and end with an error')
def library_is_not_found():
    if not WITH_GIR or shutil.which('gjs') is None:
        raise Skip('built without introspection data, or there is no GJS')
    env = {**installed_environment(), 'GJS_PATH': str(GJS_OVERRIDES.parent), 'PYTHONPATH': str(OVERRIDES.parents[2])}
    del env['LD_LIBRARY_PATH']
    for program in ([os.environ['SMART_ASYNC_PYTHON'], '-Bc', 'import gi; gi.require_version("SmartAsync", "1");'
                     'from gi.repository import SmartAsync'],
                    ['gjs', '-c', 'imports.gi.versions.SmartAsync = "1"; imports.gi.SmartAsync']):
        done = subprocess.run(program, env=env, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode == 0:
            raise Skip('another SmartAsync is installed on this system')
        assert done.returncode == 1, done
        assert 'smart_async_get_policy: libsmartasync-1.so.0: cannot open shared object file' in done.stderr, done


@claim('nothing but the modules is linked to libgirepository')
def only_modules_are_linked():
    installed_environment()
    linked = {path.name for path in (PREFIX / 'lib').rglob('*.so')
              if 'libgirepository' in run(['readelf', '-d', path])}
    modules = {path.name for path in (PREFIX / 'lib' / 'smartasync-introspection-1').glob('*')} if WITH_GIR else set()
    assert linked == modules, f'linked: {linked}, modules: {modules}'


@claim('a Vala program builds with the installed VAPI and runs')
def vala_builds():
    if not WITH_GIR or shutil.which('valac') is None:
        raise Skip('valac is not installed, or there is no VAPI')
    env = installed_environment()
    flags = shlex.split(' '.join(f'-X {flag}' for flag in pkg_config('--cflags', '--libs', 'smartasync-1', env=env)))
    program = FOLDER / 'detect'
    run(['valac', f'--vapidir={PREFIX}/share/vala/vapi', '--pkg=smartasync-1', *flags, '-X', '-w', '-o', program,
         OUTSIDE / 'detect.vala'], env=env)
    output = run([program], env=env)
    assert output == 'SMART_ASYNC_SITUATION_NO_LOOP\n', output


if __name__ == '__main__':
    sys.exit(main('conventions'))
