# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A library's source as Debian has it, from the mirror that apt uses, with lists of its own: the system's stay as they
# are. No packages are built of it, so that the archive of its authors is all that is needed; Debian's patches are
# fetched for those recipes that ask for them.

import os
import shutil
import subprocess
from dataclasses import dataclass

KINDS = ('orig', 'debian')
HELPER = '/usr/lib/apt/apt-helper'


class NotThere(Exception):
    """Says what could not be had, and from where."""


@dataclass
class Archive:
    address: str
    name: str
    hash: str

    @property
    def version(self):
        return self.name.split('_')[1].split('.orig')[0]


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, env={**os.environ, 'LC_ALL': 'C'})


def mirror():
    """The mirror of Debian that the system's own apt uses."""
    for line in run('apt-get', 'update', '--print-uris').stdout.splitlines():
        address = line.split("'")[1] if line.startswith("'") else ''
        base, found, rest = address.partition('/dists/')
        if found and base.endswith('/debian') and rest.endswith('/InRelease'):
            return base
    raise NotThere("apt's lists name no mirror of Debian")


class Apt:
    """Apt with the source packages of one suite, in a folder."""

    def __init__(self, folder, suite):
        self.mirror = mirror()
        self.suite = suite
        lists = folder / suite
        for name in ('lists/partial', 'cache/archives/partial'):
            (lists / name).mkdir(parents=True, exist_ok=True)
        sources = lists / 'sources.list'
        sources.write_text(f'deb-src {self.mirror} {suite} main\n')
        self.options = [f'-oDir::Etc::sourcelist={sources}', '-oDir::Etc::sourceparts=/dev/null',
                        f'-oDir::State::lists={lists / "lists"}', f'-oDir::Cache={lists / "cache"}',
                        '-oAPT::Sandbox::User=root', '-oAcquire::Languages=none']

    def update(self):
        done = run('apt-get', *self.options, 'update', '-q')
        if done.returncode != 0:
            raise NotThere(f'the lists of {self.suite} could not be read from {self.mirror}: {done.stderr.strip()}')

    def archive(self, package, kind):
        """What the lists say of an archive of the package; its hash is signed."""
        for line in run('apt-get', *self.options, 'source', '--print-uris', package).stdout.splitlines():
            words = line.split()
            if line.startswith("'") and f'.{kind}.tar.' in words[1] and not words[1].endswith('.asc'):
                return Archive(words[0].strip("'"), words[1], words[3])
        raise NotThere(f'{self.suite} has no source package {package}')

    def download(self, archive, folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / archive.name
        if file.exists():
            return file
        done = run(HELPER, *self.options, 'download-file', archive.address, str(file), archive.hash)
        if done.returncode != 0 or not file.exists():
            raise NotThere(f'{self.suite}: {archive.address} could not be had: {done.stderr.strip()}')
        return file


def fetch(package, suites, folder, with_patches=False):
    """The archives from the first suite whose mirror has them, and the version."""
    missing = []
    for suite in suites:
        try:
            apt = Apt(folder / 'apt', suite)
            apt.update()
            archives = [apt.archive(package, kind) for kind in (KINDS if with_patches else KINDS[:1])]
            return [apt.download(archive, folder / 'archives') for archive in archives], archives[0].version
        except NotThere as reason:
            missing.append(str(reason))
    raise NotThere('\n'.join(missing))


def extract(archive, folder):
    done = run('tar', '--no-same-owner', '-x', '-f', str(archive), '-C', str(folder))
    if done.returncode != 0:
        raise NotThere(f'{archive} can not be unpacked: {done.stderr.strip()}')


def unpack(archives, folder):
    """The tree in the first archive, as `folder`, with the patches in the second."""
    part = folder.with_name(folder.name + '.part')
    for path in (part, folder):
        shutil.rmtree(path, ignore_errors=True)
    part.mkdir(parents=True)
    extract(archives[0], part)
    tops = list(part.iterdir())
    (tops[0] if len(tops) == 1 else part).rename(folder)
    shutil.rmtree(part, ignore_errors=True)
    for archive in archives[1:]:
        extract(archive, folder)
        apply_patches(folder)


def apply_patches(tree):
    for line in (tree / 'debian/patches/series').read_text().splitlines():
        if line.strip() and not line.startswith('#'):
            done = run('patch', '-d', str(tree), '-p1', '-i', f'debian/patches/{line.split()[0]}')
            if done.returncode != 0:
                raise NotThere(f'{line} does not apply: {done.stdout}')
    shutil.rmtree(tree / 'debian')
