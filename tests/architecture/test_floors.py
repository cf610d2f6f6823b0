"""Calls go down, facts go up; every package stands on a floor and says at its door what it is for."""

import subprocess
import sys
from pathlib import Path

from marketplace.config.environment import PROJECT_DIR
from tests.architecture.tree import PACKAGES, pyproject

# They stand beside the house: nothing of the product imports them, and they import nothing of it.
BESIDE = {"marketplace.supervisor", "marketplace.sandbox"}


def _packages_of_marketplace() -> set[str]:
    inside = (PROJECT_DIR / "marketplace").iterdir()
    return {f"marketplace.{path.name}" for path in inside if (path / "__init__.py").exists()}


def _layers() -> list[str]:
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    return next(each["layers"] for each in contracts if each["name"].startswith("Calls go down"))


def test_the_import_contracts_are_kept():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    kept = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)

    assert kept.returncode == 0, kept.stdout[-4000:]


def test_every_package_is_on_a_floor_or_stands_beside_the_house():
    on_floors = {word.strip(" ()") for layer in _layers() for word in layer.split("|")}

    assert _packages_of_marketplace() - on_floors == BESIDE
    assert set(PACKAGES) - {"marketplace"} <= on_floors


def test_every_package_has_a_readme():
    doors = {name.replace(".", "/") for name in _packages_of_marketplace()} | set(PACKAGES) - {"marketplace"}

    assert [door for door in sorted(doors) if not (PROJECT_DIR / door / "README.md").exists()] == []


def test_nothing_but_the_house_is_at_the_top():
    packages = {path.parent.name for path in PROJECT_DIR.glob("*/__init__.py")}

    assert packages == {*PACKAGES, "tests"}
