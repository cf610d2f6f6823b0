"""The habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from marketplace.config.environment import PROJECT_DIR
from tests.architecture.tree import name, parsed, sources, tracked

FILE_LINES = 400
FUNCTION_LINES = 40
SHELVES_FOR_ANYTHING = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "tools.py"}
# These must survive whatever they call: the outbox's delivery, the API's executor and its loaders.
MAY_CATCH_ALL = {
    "marketplace/outbox/delivery.py",
    "marketplace/graphql/kit/context.py",
    "marketplace/graphql/kit/execute.py",
}
# A drawing is a list of strokes, one a line; to cut it in two would make it no easier to read.
DRAWINGS = "catalog/drawing/"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)(?:-\w+)?|left|right)\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|tmp|home/\w+|Users/\w+)/[\w.]")


def _functions():
    for path in sources():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code of a function: its words to people (docstring) do not count."""
    first = node.body[0].end_lineno if ast.get_docstring(node) else node.lineno
    assert first is not None
    assert node.end_lineno is not None
    return node.end_lineno - first + 1


def test_no_file_is_longer_than_a_person_can_hold():
    long = {
        name(path): count for path in sources() if (count := len(path.read_text().splitlines())) > FILE_LINES
    }

    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{name(path)}:{node.name}": _lines(node)
        for path, node in _functions()
        if _lines(node) > FUNCTION_LINES and not name(path).startswith(DRAWINGS)
    }

    assert long == {}


def test_nothing_lies_on_a_shelf_for_anything():
    assert [name(path) for path in sources(with_tests=True) if path.name in SHELVES_FOR_ANYTHING] == []


def test_only_the_outbox_and_the_executor_catch_whatever_comes():
    found = {
        name(path)
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    }

    assert found <= MAY_CATCH_ALL


def test_functions_import_nothing_of_ours_except_when_an_app_gets_ready():
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path, node in _functions()
        if (path.name, node.name) != ("apps.py", "ready")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_styles_know_start_and_end_but_neither_left_nor_right():
    sheets = [path for path in tracked() if path.suffix == ".css" and _is_style_of_pages(path)]
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in sheets
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if PHYSICAL.search(line)
    ]

    assert sheets
    assert found == []


def _is_style_of_pages(path: Path) -> bool:
    return PROJECT_DIR / "frontend" in path.parents or PROJECT_DIR / "marketplace" in path.parents


@pytest.mark.parametrize(
    ("_case", "line", "physical"),
    [
        ("a margin", "margin-left: 1rem;", True),
        ("a position", "  right: 0;", True),
        ("an alignment", "text-align: left;", True),
        ("a logical margin", "margin-inline-start: 1rem;", False),
        ("a logical inset", "inset-inline-end: 0;", False),
        ("a property of our own", "--slide-left: 1;", False),
        ("a logical alignment", "text-align: start;", False),
    ],
)
def test_the_guard_against_left_and_right_sees(_case, line, physical):
    assert bool(PHYSICAL.search(line)) is physical


def test_no_file_names_a_place_of_somebodys_machine():
    found = []
    for path in tracked():
        if path.suffix in {".py", ".toml", ".md", ".yml", ".html", ".js", ".css", ".txt", ".lock", ""}:
            text = path.read_text(errors="ignore")
            found += [f"{name(path)}: {hit.group()}" for hit in MACHINE_PATH.finditer(text)]

    assert [hit for hit in found if not hit.startswith("tests/architecture/test_habits.py")] == []
