# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes docs/performance.md's table and docs/performance.svg of what a run of `./dev bench` has printed.

import json
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

BEGIN, END = '<!-- table -->\n', '<!-- end of table -->\n'
WIDTH, BAR_HEIGHT, ROW_HEIGHT, TARGET_X = 760, 12, 44, 480


def read_rows(log):
    """The lines of JSON among what the benchmarks printed, in the log that Meson keeps of them."""
    outputs = (json.loads(line)['stdout'] for line in log.read_text(encoding='utf-8').splitlines() if line)
    return [json.loads(line) for output in outputs for line in (output or '').splitlines() if line.startswith('{"id"')]


def is_met(row):
    return row['value'] >= row['target'] if row['at_least'] else row['value'] <= row['target']


def bound(row):
    return f'{"≥" if row["at_least"] else "≤"} {row["target"]:g}{row["unit"]}'


def value(row):
    return f'{row["value"]:.2f}{row["unit"]}'


def table(rows):
    lines = ['| what | measured | target | |', '|---|---:|---:|---|']
    lines += [f'| {row["title"]} | {value(row)} | {bound(row)} | {"met" if is_met(row) else "**missed**"} |'
              for row in rows]
    return '\n'.join(lines) + '\n'


def update_table(page, rows):
    text = page.read_text(encoding='utf-8')
    pattern = re.compile(re.escape(BEGIN) + '.*?' + re.escape(END), re.DOTALL)
    assert pattern.search(text), f'{page} has no place for the table'
    page.write_text(pattern.sub(lambda match: BEGIN + table(rows) + END, text), encoding='utf-8')


def bar(row, y):
    """A row's bar: where its target would end is the same for all, so that a glance tells which are met."""
    length = min(TARGET_X * row['value'] / row['target'], WIDTH - 20)
    colour = '#2a7f62' if is_met(row) else '#b5483a'
    label = f'{row["title"]}: {value(row)} ({bound(row)})'
    return (f'  <text x="10" y="{y}" font-size="13">{escape(label)}</text>\n'
            f'  <rect x="10" y="{y + 7}" width="{length:.0f}" height="{BAR_HEIGHT}" fill="{colour}"/>\n')


def chart(rows):
    height = ROW_HEIGHT * len(rows) + 30
    bars = ''.join(bar(row, 40 + ROW_HEIGHT * number) for number, row in enumerate(rows))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">\n'
            f'  <rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
            f'  <text x="{TARGET_X + 14}" y="16" font-size="12" fill="#555555">target</text>\n'
            f'  <line x1="{TARGET_X + 10}" y1="4" x2="{TARGET_X + 10}" y2="{height}" stroke="#999999"'
            ' stroke-dasharray="4 3"/>\n'
            f'{bars}</svg>\n')


def main(log, folder):
    rows = read_rows(Path(log))
    if not rows:
        print(f'{log} has no measurements: run ./dev bench first', file=sys.stderr)
        return 1
    update_table(Path(folder) / 'performance.md', rows)
    (Path(folder) / 'performance.svg').write_text(chart(rows), encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
