# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The types that are shipped: against what is there, and as mypy sees them.

import ast
import inspect
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import gi

from helpers import SmartAsync, claim, main

gi.require_version("SmartAsyncIntrospection", "1")
from gi.repository import SmartAsyncIntrospection  # noqa: E402

from tap import Skip, expect_empty

PYTHON = Path(__file__).resolve().parents[3] / "gobject-introspection" / "python"
STUBS = PYTHON / "gi-stubs" / "repository"
MODULES = {"SmartAsync": SmartAsync, "SmartAsyncIntrospection": SmartAsyncIntrospection}
PACKAGE = PYTHON / "gi" / "overrides" / "SmartAsync"

TYPED = Path(__file__).resolve().with_name("typed_program.py")

NAMESPACES = ["Gio", "GLib", "GObject"]

PROGRAM = """
import asyncio
import subprocess
from datetime import timedelta
from typing import AsyncIterator, Awaitable, Iterator, Optional, Union
from gi.repository import SmartAsync, SmartAsyncIntrospection

async def double(number: int) -> int:
    return 2 * number

async def count(number: int) -> AsyncIterator[int]:
    yield number

def here() -> str:
    return ""

@SmartAsync.smartasync
async def decorated(number: int, *, text: str = "") -> int:
    return number

value: int = SmartAsync.sync(double, 21)
value = SmartAsync.sync(double(21), timeout=500)
values: Iterator[int] = SmartAsync.sync(count, 3)
values = SmartAsync.sync(count(3))
later: Awaitable[int] = SmartAsync.awaitable(double, 21)
either: Union[int, Awaitable[int]] = SmartAsync.smart(double, 21)
either = decorated(21, text="x")
with SmartAsync.policy(SmartAsync.Policy.PRIVATE), SmartAsync.timeout(500):
    number: int = SmartAsync.install("Gio")
with SmartAsync.timeout(timedelta(seconds=1)), SmartAsync.watchdog(seconds=1.5):
    value = SmartAsync.sync(double(21), timeout=timedelta(seconds=1))
process = SmartAsync.sync(subprocess.run, ["true"], timeout=0.5)
options = SmartAsync.Options(policy=SmartAsync.Policy.PRIVATE, timeout=timedelta(seconds=1))
value = SmartAsync.sync(double, 21, options=options)
batch = SmartAsync.Batch(name="batch")
failure: Optional[BaseException] = batch.get_exception(batch.add_async(double, 21))
function = SmartAsyncIntrospection.Function.lookup("Gio", "File", "read_async")
finish: Optional[SmartAsyncIntrospection.Function] = function.get_finish()
role: SmartAsyncIntrospection.Role = function.get_argument_role(0)
"""

MISTAKES = """
from gi.repository import SmartAsync, SmartAsyncIntrospection

async def double(number: int) -> int:
    return 2 * number

@SmartAsync.smartasync
async def decorated(number: int) -> int:
    return number

text: str = SmartAsync.sync(double, 21)
decorated("text")
SmartAsync.install(7)
SmartAsync.timeout("soon")
SmartAsync.timeout(0.5)
SmartAsync.timeout(500, seconds=0.5)
SmartAsync.sync(double(21), timeout=0.5)
SmartAsync.Options(timeout=0.5)
SmartAsync.asleep()
SmartAsyncIntrospection.Function.lookup("Gio", "File")
"""


def stub_names(module):
    """The names that the stub of a module says there are, with their nodes."""
    for node in ast.parse((STUBS / f"{module}.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node
        elif isinstance(node, ast.AnnAssign):
            yield node.target.id, node


def members(node):
    return [item.name for item in node.body if isinstance(item, ast.FunctionDef)]


def parameters(node):
    arguments = node.args
    return {argument.arg for argument in arguments.posonlyargs + arguments.args + arguments.kwonlyargs}


@claim("each name in the stubs exists")
def stubs_exist():
    missing = []
    for title, module in MODULES.items():
        missing += [f"{title}.{name}" for name, _ in stub_names(title) if not hasattr(module, name)]
        for name, node in stub_names(title):
            if isinstance(node, ast.ClassDef):
                missing += [f"{name}.{item}" for item in members(node) if not hasattr(getattr(module, name), item)]
    expect_empty(missing)


@claim("each public name is in the stub")
def stub_is_complete():
    known = {name for name, _ in stub_names("SmartAsync")}
    expect_empty(name for name in dir(SmartAsync) if name not in known)


@claim("each public name of the look-up is in its stub")
def stub_of_lookup_is_complete():
    """Some versions of PyGObject show functions of a type in the namespace, too."""
    known = dict(stub_names("SmartAsyncIntrospection"))
    expect_empty(name for name in dir(SmartAsyncIntrospection)
                 if not name.startswith(("_", "function_")) and name not in known)
    function = SmartAsyncIntrospection.Function
    expect_empty(name for name in dir(function) if not name.startswith("_") and name not in members(known["Function"]))
    for enumeration in (SmartAsyncIntrospection.Role, SmartAsyncIntrospection.IntrospectionError):
        listed = {item.target.id for item in known[enumeration.__name__].body if isinstance(item, ast.AnnAssign)}
        expect_empty(name for name in dir(enumeration) if name.isupper() and name not in listed)


@claim("functions have the parameters that the stub says")
def stub_parameters():
    for name, node in stub_names("SmartAsync"):
        function = getattr(SmartAsync, name)
        if isinstance(node, ast.FunctionDef) and inspect.isfunction(function):
            there = {parameter.name for parameter in inspect.signature(function).parameters.values()
                     if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)}
            assert parameters(node) <= there, f"{name}: {parameters(node)} in the stub, {there}"


def write_types(folder):
    """The stub where a type checker looks for it, beside namespaces of any type."""
    repository = folder / "gi" / "repository"
    repository.mkdir(parents=True)
    for stub in STUBS.glob("*.pyi"):
        shutil.copy(stub, repository)
    untyped = ["gi/_gi", "gi/docstring", "gi/module", "gi/overrides", *(f"gi/repository/{name}" for name in NAMESPACES)]
    for name in untyped:
        (folder / f"{name}.pyi").write_text("from typing import Any\ndef __getattr__(name: str) -> Any: ...\n")
    for package in (repository, repository.parent):
        (package / "__init__.pyi").touch()


@contextmanager
def mypy():
    """Gives a folder with the types, and a function that runs mypy there and gives its messages."""
    if shutil.which("mypy") is None:
        raise Skip("mypy is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_types(folder)

        def check(*arguments):
            process = subprocess.run(["mypy", "--no-error-summary", *arguments], cwd=folder, text=True,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            return process.stdout.splitlines()

        yield folder, check


@claim("mypy finds nothing wrong in a program that is right")
def mypy_accepts():
    with mypy() as (folder, check):
        (folder / "program.py").write_text(PROGRAM)
        expect_empty(check("--strict", "--allow-subclassing-any", "program.py"))


@claim("mypy finds each mistake")
def mypy_refuses():
    expected = [i for i, line in enumerate(MISTAKES.splitlines(), start=1)
                if line.startswith(("text:", "decorated(", "SmartAsync"))]
    with mypy() as (folder, check):
        (folder / "program.py").write_text(MISTAKES)
        found = [int(line.split(":")[1]) for line in check("program.py") if ": error:" in line]
    assert found == expected, (found, expected)


def lines_with_errors(messages):
    """The lines of typed_program.py that a type checker complains of."""
    return {int(line.split("typed_program.py:")[1].split(":")[0]) for line in messages
            if "typed_program.py:" in line and " error:" in f" {line.replace('- error', ' error')}"}


def expect_mistakes(messages):
    """Each mistake is found, and nothing else."""
    expected = {i for i, line in enumerate(TYPED.read_text(encoding="utf-8").splitlines(), start=1)
                if line.endswith("# mistake")}
    found = lines_with_errors(messages)
    assert found == expected, f"{sorted(expected - found)} not found, {sorted(found - expected)} wrong: {messages}"


@claim("mypy knows what each call gives, and finds mistakes in it")
def mypy_knows():
    with mypy() as (folder, check):
        shutil.copy(TYPED, folder)
        expect_mistakes(check("--strict", "--allow-subclassing-any", TYPED.name))


@claim("pyright knows what each call gives, and finds mistakes in it")
def pyright_knows():
    """Debian does not have it: this is for those who have installed it."""
    if shutil.which("pyright") is None:
        raise Skip("pyright is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_types(folder)
        shutil.copy(TYPED, folder)
        (folder / "pyrightconfig.json").write_text('{"stubPath": "."}')
        process = subprocess.run(["pyright"], cwd=folder, text=True, stdout=subprocess.PIPE)
        expect_mistakes(process.stdout.splitlines())


@claim("mypy finds nothing wrong in the override")
def mypy_accepts_override():
    with mypy() as (folder, check):
        shutil.copytree(PACKAGE, folder / "override", ignore=shutil.ignore_patterns("__pycache__"))
        expect_empty(check("-p", "override"))


@claim("the override and the stub are marked as typed")
def marked():
    assert (PACKAGE / "py.typed").exists()
    assert (PYTHON / "gi-stubs" / "py.typed").read_text() == "partial\n"


## Where it is installed


def modules_dir(prefix):
    return Path(subprocess.run([sys.executable, PYTHON / "modules-dir.py", prefix], check=True, text=True,
                               stdout=subprocess.PIPE).stdout.strip())


# PyGObject's own folder comes first, where SmartAsync may be installed, too.
WHERE = """
import inspect, sys
import gi.overrides
gi.overrides.__path__.sort(key=lambda path: not path.startswith(sys.argv[1]))
from gi.repository import SmartAsync
print(inspect.getfile(SmartAsync.sync))
"""


@claim("override is found where it is installed")
def installed():
    """By default: for both prefixes that Debian has; elsewhere by a copy."""
    if Path("/etc/debian_version").exists():
        for prefix in ("/usr", "/usr/local"):
            assert str(modules_dir(prefix)) in sys.path, f"{modules_dir(prefix)} is not in {sys.path}"

    with tempfile.TemporaryDirectory() as folder:
        overrides = Path(folder) / "gi" / "overrides"
        overrides.mkdir(parents=True)
        shutil.copytree(PACKAGE, overrides / "SmartAsync")
        output = subprocess.run([sys.executable, "-W", "ignore", "-c", WHERE, folder], check=True, text=True,
                                stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": folder}).stdout
        assert output.strip() == str(overrides / "SmartAsync" / "smart.py"), output


if __name__ == "__main__":
    main()
