# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The examples in Python: each is run, and says what its page says.

import subprocess
import sys
from pathlib import Path

import gi
from helpers import NOT_OURS, claim, main, temporary_folder

from tap import Skip

SOURCE = Path(__file__).resolve().parents[3]
EXAMPLES = SOURCE / "examples" / "python"
PAGE = SOURCE / "docs" / "scenarios.md"


def run(name, *arguments, text=None, options=()):
    process = subprocess.run([sys.executable, "-X", "dev", *NOT_OURS, *options, EXAMPLES / name, *arguments],
                             input=text or "", text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
    assert process.returncode == 0, process.stderr
    assert "Traceback" not in process.stderr and "Warning" not in process.stderr, process.stderr
    return process.stdout


def expect(output, expected):
    assert output == expected, f"{output!r}, not {expected!r}"


@claim("a synchronous program that uses asynchronous libraries")
def synchronous_program():
    folder = temporary_folder()
    (folder / "one").write_text("1")
    (folder / "three").write_text("333")
    expect(run("synchronous-program.py", str(folder)), "       1  one\n       3  three\n")
    (folder / "one").unlink()
    (folder / "three").unlink()
    folder.rmdir()


@claim("an asynchronous program that uses a blocking library")
def asynchronous_program():
    expect(run("asynchronous-program.py"), "3 words are stored\nThe loop went on\n")


@claim("tests of asynchronous code")
def tests_of_async_code():
    expect(run("unit-tests.py"), "")


@claim("one library interface for both")
def one_interface():
    expect(run("one-interface.py"), "1 note\n2 notes\nfrom a script, from a coroutine\n")


@claim("gradual migration")
def gradual_migration():
    expect(run("gradual-migration.py"), "old code: 7\nnew code: 10\nold in new: 4\n")


@claim("plug-ins of every kind")
def plug_ins():
    expect(run("plug-ins.py"), "['PLUG', 'gulp', 'glpu']\n" * 2)


@claim("mixed frameworks")
def mixed_frameworks():
    expect(run("mixed-frameworks.py"), "here and now: True\nlater: True\n")


@claim("many pages are fetched")
def many_pages():
    try:
        gi.require_version("Soup", "3.0")
    except ValueError as error:
        raise Skip(error)
    expect(run("many-pages.py", "100"), "99 pages, 1 missing\nThis is /page/0.\nFileNotFoundError\n")


@claim("a client that stays connected")
def long_lived_client():
    expect(run("long-lived-client.py"), "1: evil\n2: desserts\ndisconnected\n")


@claim("views of a web framework")
def views():
    lines = ["/async: visit 1", "/async: visit 2", "/plain: the same from a plain view"]
    expect(run("views.py"), "".join(f"ASGI {line}\n" for line in lines)
           + "".join(f"WSGI {lines[i]}\n" for i in (0, 2, 1)))


@claim("interactive use")
def interactive():
    lines = 'data, etag = Gio.File.new_for_path("/proc/self/status").load_bytes_sync()\nprint(data.get_data()[:5])\n'
    output = run("interactive.py", text=lines, options=["-q", "-i"])
    assert output.endswith("b'Name:'\n"), output


@claim("each example has its place on the page")
def explained():
    page = PAGE.read_text(encoding="utf-8")
    missing = [path.name for path in EXAMPLES.glob("*.py") if f"examples/python/{path.name}" not in page]
    assert not missing, missing


@claim("no example has a loop where none is needed")
def no_boilerplate():
    for path in EXAMPLES.glob("*.py"):
        assert "MainLoop" not in path.read_text() or path.name == "mixed-frameworks.py", path


if __name__ == "__main__":
    main()
