# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Calls from Python against their peers, in interleaved rounds: a loop written by hand, and asyncio.run().

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version('SmartAsync', '1')
gi.require_version('Awkward', '1')
from gi.repository import Awkward, GLib, SmartAsync

ROUNDS = 15
ROUND_SECONDS = 0.02
MACHINE = Awkward.Machine.new(Awkward.Moment.IN_IDLE, Awkward.Outcome.VALUE)


def by_sync():
    SmartAsync.sync(MACHINE.echo_async, 'hello')


def by_twin():
    MACHINE.echo_sync('hello', None)


def by_hand():
    """As it is usually written."""
    loop = GLib.MainLoop()
    results = []

    def ready(source, result):
        results.append(result)
        loop.quit()

    MACHINE.echo_async('hello', None, ready)
    loop.run()
    MACHINE.echo_finish(results[0])


async def answer():
    return 42


def by_smart():
    SmartAsync.smart(answer)


def by_asyncio():
    asyncio.run(answer())


def asgiref():
    """asgiref's call of a coroutine, if it is installed."""
    try:
        from asgiref.sync import async_to_sync
    except ImportError:
        return None
    return async_to_sync(answer)


def seconds(function, count):
    begin = time.perf_counter()
    for _ in range(count):
        function()
    return time.perf_counter() - begin


def calibrated(function):
    """How often to do it so that a round is long beside the clock's resolution. Warms up, too."""
    count = 1
    while seconds(function, count) < ROUND_SECONDS:
        count *= 2
    return count


def compare(title, function, peer):
    """The median of the ratios of rounds, in each of which both are measured."""
    count, peer_count = calibrated(function), calibrated(peer)
    times = [(seconds(function, count) / count, seconds(peer, peer_count) / peer_count) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) * 1e6 for column in zip(*times))
    print(f'{title}: {ours:.1f} µs to {theirs:.1f} µs')
    return statistics.median(mine / other for mine, other in times)


IMPORT = '''
import time
from gi.repository import Gio
begin = time.process_time()
import gi
gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync
print(time.process_time() - begin)
'''


def import_milliseconds():
    """The processor time that a program takes to import SmartAsync beside Gio. The first one compiles."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, 'PYTHONPYCACHEPREFIX': folder}
        environment.pop('PYTHONDONTWRITEBYTECODE', None)
        _first, *times = [float(subprocess.run([sys.executable, '-c', IMPORT], check=True, stdout=subprocess.PIPE,
                                               env=environment).stdout) for _ in range(ROUNDS + 1)]
    return 1000 * statistics.median(times)


def report(name, title, value, target, unit='×'):
    print(f'  {title}: {value:.2f} (target: ≤ {target})')
    print(json.dumps({'id': name, 'title': title, 'value': round(value, 3), 'unit': unit, 'target': target,
                      'at_least': False}, ensure_ascii=False))


def main():
    title = 'Python: SmartAsync.sync() against a GLib.MainLoop by hand'
    report('python-sync', title, compare(title, by_sync, by_hand), 0.5)
    title = 'Python: smart() of a coroutine against asyncio.run()'
    report('python-smart', title, compare(title, by_smart, by_asyncio), 0.2)
    with SmartAsync.Runner():
        title = 'Python: smart() of a coroutine in a Runner against asyncio.run()'
        report('python-runner', title, compare(title, by_smart, by_asyncio), 0.2)
    by_asgiref = asgiref()
    if by_asgiref is not None:
        title = "Python: smart() of a coroutine against asgiref's async_to_sync()"
        report('python-asgiref', title, compare(title, by_smart, by_asgiref), 0.2)
    report('python-import', 'Python: processor time to import SmartAsync after Gio', import_milliseconds(), 30, ' ms')
    title = 'Python: a generated twin against SmartAsync.sync()'
    print(f'  {title}: {compare(title, by_twin, by_sync):.2f}')


if __name__ == '__main__':
    main()
