# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Twins of each kind, called through the introspection data against the daemon and its dummy backend.

import sys
import threading

import gi

gi.require_version('PackageKitGlib', '1.0')
from gi.repository import Gio, GLib, PackageKitGlib as Pk  # noqa: E402

NONE = 1 << Pk.FilterEnum.NONE
ID = 'powertop;1.8-1.fc8;i386;fedora'
TRANSACTION = 1 << Pk.TransactionFlagEnum.NONE

CLIENT = [
    ('resolve', (NONE, ['glib2', 'powertop'])),
    ('search_names', (NONE, ['power'])),
    ('search_details', (NONE, ['power'])),
    ('search_groups', (NONE, ['system'])),
    ('search_files', (NONE, ['/usr/bin/powertop'])),
    ('get_details', ([ID],)),
    ('get_update_detail', ([ID],)),
    ('get_updates', (NONE,)),
    ('get_old_transactions', (10,)),
    ('depends_on', (NONE, [ID], False)),
    ('get_packages', (NONE,)),
    ('required_by', (NONE, [ID], False)),
    ('what_provides', (NONE, ['codec'])),
    ('get_distro_upgrades', ()),
    ('get_files', ([ID],)),
    ('get_categories', ()),
    ('remove_packages', (TRANSACTION, [ID], False, False)),
    ('refresh_cache', (False,)),
    ('install_packages', (TRANSACTION, [ID])),
    ('update_packages', (TRANSACTION, [ID])),
    ('get_repo_list', (NONE,)),
    ('repo_enable', ('local', True)),
    ('repo_set_data', ('local', 'use-blacklist', 'true')),
    ('get_details', (['not a package id'],)),
]
TASK = ['resolve', 'search_names', 'search_details', 'search_groups', 'search_files', 'get_details', 'get_update_detail',
        'get_updates', 'depends_on', 'get_packages', 'required_by', 'what_provides', 'get_files', 'get_categories',
        'get_repo_list', 'refresh_cache']


def names(packages):
    return sorted(package.get_id() for package in packages)


def describe(results):
    packages = results.get_package_array()
    return (f'exit {results.get_exit_code().value_nick}, {len(packages)} packages {names(packages)[:3]}, '
            f'{len(results.get_details_array())} details, {len(results.get_repo_detail_array())} repositories')


def attempt(name, function, *arguments):
    try:
        print(name, '->', function(*arguments), flush=True)
    except GLib.Error as error:
        print(name, '-> error', error.domain, error.code, error.message, flush=True)


class Progress:
    """Where it is called, and that it is: how often depends on the time."""

    def __init__(self):
        self.calls = 0
        self.threads = set()

    def __call__(self, progress, kind, *_):
        self.calls += 1
        self.threads.add(threading.get_ident())

    def __str__(self):
        return f'progress {self.calls > 0}, here {self.threads <= {threading.get_ident()}}'


def call_with_progress(function, arguments):
    progress = Progress()
    results = function(*arguments, None, progress, None)
    return f'{describe(results)}, {progress}'


def call_all():
    client = Pk.Client()
    for name, arguments in CLIENT:
        attempt(f'client.{name}', call_with_progress, getattr(client, name), arguments)
    task = Pk.Task()
    arguments = dict(CLIENT[:-1])
    for name in TASK:
        attempt(f'task.{name}_sync', call_with_progress, getattr(task, f'{name}_sync'), arguments[name])


def call_control():
    control = Pk.Control()
    attempt('control.get_properties', control.get_properties, None)
    print('backend', control.props.backend_name, control.props.connected)
    attempt('control.get_transaction_list', lambda: len(control.get_transaction_list(None)))
    attempt('control.set_proxy', control.set_proxy, 'http://localhost:1', 'ftp://localhost:1', None)
    attempt('control.set_proxy2', control.set_proxy2, 'http://a:1', 'https://a:1', 'ftp://a:1', 'socks://a:1',
            'localhost', '', None)


def call_sack():
    """Not get_details() and get_update_detail(): what these call back, hand-written or not, is a task that was freed."""
    """Not the details: their hand-written twin crashes, as the async function calls back twice."""
    sack = Pk.PackageSack()
    sack.add_package_by_id(ID)
    attempt('sack.resolve', sack.resolve, None)
    print('sack', sack.get_size(), names(sack.get_array()))


def call_cancelled():
    """It fails; a hand-written twin begins nevertheless, and what its error says depends on what comes first."""
    cancellable = Gio.Cancellable()
    cancellable.cancel()
    try:
        print('cancelled ->', Pk.Client().get_packages(NONE, cancellable, Progress(), None))
    except GLib.Error:
        print('cancelled -> error')


def call_in_thread():
    thread = threading.Thread(target=lambda: attempt('in a thread', call_with_progress, Pk.Client().get_updates, (NONE,)))
    thread.start()
    thread.join()


def call_in_callback():
    """What the application has pending waits while a twin runs in one of its callbacks."""
    loop = GLib.MainLoop()
    ticks = []

    def call():
        before = len(ticks)
        attempt('in a callback', call_with_progress, Pk.Client().get_updates, (NONE,))
        print('callbacks meanwhile', len(ticks) - before)
        loop.quit()

    GLib.timeout_add(1, lambda: ticks.append(None) or True)
    GLib.timeout_add(10, call)
    loop.run()


def main():
    call_all()
    call_control()
    call_sack()
    call_cancelled()
    call_in_thread()
    call_in_callback()


if __name__ == '__main__':
    sys.exit(main())
