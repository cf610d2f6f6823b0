"""The project's own files, as the architecture's tests read them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from marketplace.config.environment import PROJECT_DIR

PACKAGES = ("marketplace", "catalog", "logistics", "orders", "frontend")


@lru_cache(maxsize=1)
def tracked() -> tuple[Path, ...]:
    """Every file of the project that git knows, or would take; all files where there is no git (an image)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        files = [PROJECT_DIR / line for line in listed.stdout.splitlines()]
    else:
        files = [path for path in PROJECT_DIR.rglob("*") if not {".venv", ".data"} & set(path.parts)]
    return tuple(sorted(path for path in files if path.is_file()))


def sources(*, with_tests: bool = False) -> Iterator[Path]:
    """The product's Python files, without migrations."""
    for path in tracked():
        top = path.relative_to(PROJECT_DIR).parts[0]
        wanted = top in PACKAGES or (with_tests and top == "tests")
        if wanted and path.suffix == ".py" and "migrations" not in path.parts:
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    """The file's name as a person would say it."""
    return str(path.relative_to(PROJECT_DIR))


@lru_cache(maxsize=1)
def pyproject() -> dict[str, Any]:
    """pyproject.toml, read."""
    return tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text())
