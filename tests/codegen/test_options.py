# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --help, the manual page, the completion and the documentation know the same options.

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tap import Skip, claim, expect_empty, main

SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
DATA = SOURCE / 'src' / 'codegen' / 'data'


def options():
    text = subprocess.run([os.environ['SMARTASYNC_CODEGEN'], '--help'], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    return set(re.findall(r'^  (?:-\w, )?(--[a-z-]+)', text, re.MULTILINE)) - {'--help', '--version'}


@claim('the manual page has each option')
def manual_has_options():
    text = (DATA / 'smartasync-codegen.1').read_text(encoding='utf-8').replace('\\-', '-')
    expect_empty(option for option in options() if f'.B {option}' not in text)


@claim('the completion has each option')
def completion_has_options():
    text = (DATA / 'smartasync-codegen.bash').read_text(encoding='utf-8')
    expect_empty(option for option in options() if not re.search(rf'{option}[= \n"]', text))


@claim('the documentation has each option')
def documentation_has_options():
    text = (SOURCE / 'docs' / 'codegen.md').read_text(encoding='utf-8')
    expect_empty(option for option in options() if f'`{option}' not in text)


@claim('the completion completes')
def completion_completes():
    if shutil.which('bash') is None:
        raise Skip('there is no bash')
    script = f'. {DATA}/smartasync-codegen.bash; COMP_WORDS=(smartasync-codegen --naming = g); COMP_CWORD=3;' \
             '_smartasync_codegen; echo "${COMPREPLY[@]}"'
    output = subprocess.run(['bash', '-c', script], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert output == 'gio\n', output


if __name__ == '__main__':
    sys.exit(main('options'))
