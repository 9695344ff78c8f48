# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Every twin of the installed corpus: generated, compiled, scanned, and compared with the hand-written ones.

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import gir

SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
CODEGEN = os.environ['SMARTASYNC_CODEGEN']

# Namespace and pkg-config packages. The first group is what the rules were made with; the second is there to judge
# them. Old versions of libpanel do not name the package whose headers theirs include.
KNOWN = [
    ('Gio-2.0', 'gio-unix-2.0'), ('Gdk-4.0', 'gtk4'), ('Gtk-4.0', 'gtk4'), ('Soup-3.0', 'libsoup-3.0'),
    ('Secret-1', 'libsecret-1'), ('NM-1.0', 'libnm'), ('Fwupd-2.0', 'fwupd'), ('Snapd-2', 'snapd-glib-2'),
    ('Goa-1.0', 'goa-1.0'), ('PackageKitGlib-1.0', 'packagekit-glib2'), ('Xdp-1.0', 'libportal'),
    ('Polkit-1.0', 'polkit-gobject-1'), ('Tracker-3.0', 'tracker-sparql-3.0'), ('OSTree-1.0', 'ostree-1'),
    ('GData-0.0', 'libgdata'), ('Json-1.0', 'json-glib-1.0'), ('Rest-1.0', 'rest-1.0'),
    ('GWeather-4.0', 'gweather4'), ('GtkSource-5', 'gtksourceview-5'), ('Dex-1', 'libdex-1'),
    ('Foundry-1', 'libfoundry-1'),
]
UNSEEN = [
    ('Qmi-1.0', 'qmi-glib'), ('Colord-1.0', 'colord'), ('Soup-2.4', 'libsoup-2.4'), ('Gcr-3', 'gcr-3'),
    ('Gck-1', 'gck-1'), ('GeocodeGlib-2.0', 'geocode-glib-2.0'), ('Gtk-3.0', 'gtk+-3.0'),
    ('Geoclue-2.0', 'libgeoclue-2.0'), ('ModemManager-1.0', 'mm-glib'), ('TelepathyGLib-0.12', 'telepathy-glib'),
    ('EDataServer-1.2', 'libedataserver-1.2'), ('UDisks-2.0', 'udisks2'), ('Camel-1.2', 'camel-1.2'),
    ('GdkPixbuf-2.0', 'gdk-pixbuf-2.0'), ('Mbim-1.0', 'mbim-glib'), ('Qrtr-1.0', 'qrtr-glib'),
    ('Adw-1', 'libadwaita-1'), ('Gck-2', 'gck-2'), ('Gcr-4', 'gcr-4'), ('Gly-2', 'glycin-2'),
    ('Panel-1', 'libpanel-1 libadwaita-1'), ('PolkitAgent-1.0', 'polkit-agent-1'), ('Tsparql-3.0', 'tinysparql-3.0'),
]

# Not what a person would write, so that no twin has the name of another function.
PREFIX = 'twin_'
WARNINGS = ['-Wall', '-Wextra', '-Werror']


class Failure(Exception):
    """Says which step failed, and what it said."""


def run(*command, cwd=None):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=300, cwd=cwd)
    if done.returncode != 0:
        raise Failure(f'{shlex.join(map(str, command[:3]))}: status {done.returncode}\n{done.stderr[:4000]}')
    return done.stdout


def codegen(*arguments, **options):
    return run(CODEGEN, *arguments, **options)


def flags(packages):
    """The library's own headers may warn, of what it has deprecated since; GLib's do not."""
    words = shlex.split(run('pkg-config', '--cflags', *packages.split()))
    return [re.sub('^-I(?!.*glib-2.0)', '-isystem', word) for word in words]


def scanner_flags(packages):
    words = shlex.split(run('pkg-config', '--cflags', *packages.split()))
    return [word for word in words if word[:2] in ('-I', '-D')]


def is_installed(namespace, packages):
    return gir.find(namespace) is not None and subprocess.run(['pkg-config', '--exists', *packages.split()],
                                                             check=False).returncode == 0


def include_flags():
    return [f'-I{SOURCE / "include"}', f'-I{BUILD / "include"}', f'-I{SOURCE / "dex"}']


class Namespace:
    """What became of one namespace."""

    def __init__(self, name, packages):
        self.name = name
        self.packages = packages
        self.pairs = []
        self.plain = []
        self.compiled = self.scanned = False
        self.messages = []
        self.differences = []       # of (hand-written twin, what differs) with configuration
        self.annotation_differences = []    # likewise, where the C types are equal
        self.plain_differences = []         # without configuration, apart from order and cancellable
        self.plain_pairs = self.plain_equal = self.equal = self.compared = self.annotated = 0

    def process(self, folder):
        self.pairs = json.loads(codegen('--list=json', '--existing=generate', f'--name-prefix={PREFIX}', self.name))
        self.plain = json.loads(codegen('--list=json', '--existing=generate', '--no-config', self.name))
        for step in (self.generate, self.compile, self.scan, self.compare):
            try:
                step(folder)
            except Failure as failure:
                self.messages.append(str(failure))

    def generate(self, folder):
        codegen(self.name, '--existing=generate', f'--name-prefix={PREFIX}', '--output=twins', cwd=folder)

    def compile(self, folder):
        arguments = ['-std=gnu11', '-c', 'twins.c', *WARNINGS, *include_flags(), *flags(self.packages)]
        run('gcc', '-O0', '-o', 'twins.o', *arguments, cwd=folder)
        if shutil.which('clang'):
            run('clang', '-O0', '-o', 'clang.o', *arguments, cwd=folder)
        self.compiled = True

    def scan(self, folder):
        if not self.count('generate'):
            self.scanned = True
            return
        includes = [f'--include={name}' for name in (self.name, 'Gio-2.0')]
        run('g-ir-scanner', '--header-only', '--quiet', '--warn-all', '--warn-error', '--namespace=Twins',
            '--nsversion=1', f'--symbol-prefix={PREFIX.rstrip("_")}', '--identifier-prefix=Twin', *includes,
            *(f'--pkg={package}' for package in self.packages.split()), *include_flags(), *scanner_flags(self.packages),
            '--output=Twins-1.gir', 'twins.h', 'twins.c', cwd=folder)
        run('g-ir-compiler', 'Twins-1.gir', '-o', 'Twins-1.typelib', cwd=folder)
        self.scanned = True

    def compare(self, folder):
        theirs = gir.read(gir.find(self.name))
        scanned = folder / 'Twins-1.gir'
        ours = gir.read(scanned) if scanned.exists() else {}
        for plain, pair in zip(self.plain, self.with_all_pairs()):
            if plain['existing'] is None or plain['existing'] not in theirs:
                continue
            hand_written = theirs[plain['existing']]
            self.compared += 1
            self.plain_pairs += plain['finish'] is not None
            self.plain_equal += self.explain(plain, hand_written) is None
            difference = self.explain(plain, hand_written, gir.compare_parameters)
            if difference and plain['finish'] is not None:
                self.plain_differences.append((plain['existing'], difference))
            difference = self.explain(pair, hand_written) if pair else 'excluded'
            if difference:
                self.differences.append((plain['existing'], difference))
                continue
            self.equal += 1
            self.compare_annotations(pair, hand_written, ours)

    def with_all_pairs(self):
        """The entries made with configuration, in the order of those made without."""
        known = {pair['async']: pair for pair in self.pairs}
        return [known.get(pair['async']) for pair in self.plain]

    @staticmethod
    def explain(pair, hand_written, compare=gir.compare_types):
        if pair['twin'] is None:
            return f'refused: {pair["reason"]}'
        types = [pair['returns'], *(parameter['type'] for parameter in pair['parameters'])]
        return compare(types, hand_written)

    def compare_annotations(self, pair, hand_written, ours):
        generated = ours.get(pair['twin'])
        if generated is None:
            return
        difference = gir.compare_annotations(generated, hand_written)
        if difference is None:
            self.annotated += 1
        else:
            self.annotation_differences.append((pair['existing'], difference))

    def count(self, status):
        return sum(pair['status'] == status for pair in self.pairs)

    def reasons(self):
        return Counter(pair['reason'] for pair in self.pairs if pair['reason'])

    def n_pairs(self):
        return sum(pair['finish'] is not None for pair in self.pairs)


def process(name, packages):
    namespace = Namespace(name, packages)
    with tempfile.TemporaryDirectory(prefix='smartasync-corpus-') as folder:
        namespace.process(Path(folder))
    return namespace
