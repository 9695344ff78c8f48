# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Introspection data that pairs are written into: every file of this system, and those of libraries with twins.

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.parsers import expat

from tap import Skip, claim, expect_empty, main

CODEGEN = os.environ['SMARTASYNC_CODEGEN']
OWN = [Path(file) for file in os.environ['SMARTASYNC_GIRS'].split(':')]
FOLDERS = [Path('/usr/share/gir-1.0'), *sorted(Path('/usr/lib').glob('*/gir-1.0'))]

TAG = re.compile(r'<(?:method|function|constructor)\s[^>]*>')
ANNOTATION = re.compile(r' (glib:(?:finish|sync|async)-func)="([^"]*)"')


def installed():
    """One of each name: some files are in two folders by way of a link."""
    files = {path.resolve(): path for folder in FOLDERS for path in sorted(folder.glob('*.gir'))}
    return list(files.values())


def codegen(*arguments):
    return subprocess.run([CODEGEN, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=300)


def annotate(path):
    with tempfile.TemporaryDirectory(prefix='smartasync-annotated-') as folder:
        annotated = Path(folder) / 'annotated.gir'
        done = codegen(path, f'--annotate-gir={annotated}')
        assert done.returncode == 0, done.stderr
        return annotated.read_text(encoding='utf-8')


def annotations(text):
    """What each function's tag says, in the order of the file."""
    for tag in TAG.findall(text):
        spaced = re.sub(r'\s+', ' ', tag)
        identifier = re.search(r' c:identifier="([^"]*)"', spaced)
        yield identifier and identifier[1], dict(ANNOTATION.findall(spaced))


def lost(original, annotated):
    """The functions that no longer say what they said."""
    pairs = itertools.zip_longest(annotations(original), annotations(annotated), fillvalue=(None, {}))
    return [name for (name, before), (_name, after) in pairs if not before.items() <= after.items()]


def without_annotations(text):
    return re.sub(r'\s+glib:(?:finish|sync|async)-func="[^"]*"', '', text)


def what_is_wrong(path):
    original = path.read_text(encoding='utf-8')
    try:
        annotated = annotate(path)
        expat.ParserCreate().Parse(annotated, True)
    except (AssertionError, expat.ExpatError) as error:
        return f'{path}: {error}'
    if without_annotations(annotated) != without_annotations(original):
        return f'{path}: more than annotations has changed'
    return f'{path}: {lost(original, annotated)} changed' if lost(original, annotated) else None


@claim('all introspection data of this system stays as it is but for what is added')
def nothing_else_is_changed():
    files = installed()
    assert files, 'no introspection data is installed'
    expect_empty(filter(None, map(what_is_wrong, files)))


@claim('introspection data beside libraries is found by its name')
def architecture_is_searched():
    """Some systems have there what is not the same on each architecture."""
    names = [path.stem for folder in FOLDERS[1:] for path in folder.glob('*.gir')]
    if not names:
        raise Skip('all introspection data is in /usr/share')
    for name in names:
        done = codegen('--list', name)
        assert done.returncode == 0, done.stderr


@claim('what is annotated already is annotated as a whole')
def second_time_changes_nothing():
    with tempfile.TemporaryDirectory(prefix='smartasync-annotated-') as folder:
        for path in OWN:
            first = annotate(path)
            copy = Path(folder) / path.name
            copy.write_text(first, encoding='utf-8')
            assert annotate(copy) == first, path


GIR = """<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0"
  xmlns:c="http://www.gtk.org/introspection/c/1.0" xmlns:glib="http://www.gtk.org/introspection/glib/1.0">
<include name="Gio" version="2.0"/>
<namespace name="Foo" version="1" c:identifier-prefixes="Foo" c:symbol-prefixes="foo">
{before}
<function {attributes}>
<return-value transfer-ownership="none"><type name="none" c:type="void"/></return-value>
<parameters>
<parameter name="callback" scope="async" closure="1">
<type name="Gio.AsyncReadyCallback" c:type="GAsyncReadyCallback"/>
</parameter>
<parameter name="user_data" nullable="1"><type name="gpointer" c:type="gpointer"/></parameter>
</parameters>
</function>
<function name="go_finish" c:identifier="foo_go_finish" throws="1">
<return-value transfer-ownership="none"><type name="gboolean" c:type="gboolean"/></return-value>
<parameters>
<parameter name="result"><type name="Gio.AsyncResult" c:type="GAsyncResult*"/></parameter>
</parameters>
</function>
</namespace>
</repository>
"""

LOOKS_LIKE_TAG = '<function c:identifier="foo_go_async"/>'

HARD_TO_READ = [
    {'attributes': "c:identifier='foo_go_async' name='go_async'"},
    {'attributes': 'name = "go_async"\n  c:identifier\t= "foo_go_async"'},
    {'attributes': 'name="go_async" c:identifier="foo_go_async" glib:finish-func = "go_finish"'},
    {'attributes': 'deprecated-version=" glib:finish-func=\'x\' a>b" name="go_async" c:identifier="foo_go_async"'},
    {'attributes': 'deprecated-version=" c:identifier=\'foo_x\'" name="go_async" c:identifier="foo_go_async"'},
    *({'before': before.format(LOOKS_LIKE_TAG)}
      for before in ("<!-- don't > {} -->", "<doc><![CDATA[don't > {} ]]></doc>", "<?what don't > {} ?>")),
]


def read_functions(text):
    """What the functions say, by their names, as a parser of XML has it."""
    found = {}

    def begin(name, attributes):
        if name == 'function':
            found[attributes['name']] = attributes.get('glib:finish-func')

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(text, True)
    return found


@claim('introspection data is annotated however it is written')
def writing_makes_no_difference():
    with tempfile.TemporaryDirectory(prefix='smartasync-annotated-') as folder:
        path = Path(folder) / 'Foo-1.gir'
        for case, newline in itertools.product(HARD_TO_READ, ('\n', '\r\n')):
            case = {'before': '', 'attributes': 'name="go_async" c:identifier="foo_go_async"', **case}
            path.write_text(GIR.format(**case), encoding='utf-8', newline=newline)
            annotated = annotate(path)
            assert read_functions(annotated) == {'go_async': 'go_finish', 'go_finish': None}, annotated
            assert case['before'] in annotated, annotated


@claim('each async function of a library with twins is annotated with its twin, and the twin with it')
def twins_are_paired():
    problems = []
    for path in OWN:
        tags = dict(annotations(annotate(path)))
        done = codegen('--list=json', path)
        assert done.returncode == 0, done.stderr
        for pair in json.loads(done.stdout):
            twin = re.sub('(_async)?$', '_sync', pair['async'], count=1)
            if twin in tags and pair['existing'] != twin:
                problems.append(f'{pair["async"]}: {pair["existing"]}, not {twin}')
            elif twin in tags and not twin.endswith(tags[pair['async']].get('glib:sync-func', '?')):
                problems.append(f'{pair["async"]}: {tags[pair["async"]]}')
            elif twin in tags and not pair['async'].endswith(tags[twin].get('glib:async-func', '?')):
                problems.append(f'{twin}: {tags[twin]}')
    expect_empty(problems)


if __name__ == '__main__':
    sys.exit(main('annotated'))
