"""The locks say exactly what is installed, and agree with each other and with pyproject.toml."""

import re

from marketplace.config.environment import PROJECT_DIR
from tests.architecture.tree import pyproject

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)(?: ; (.*?))? \\$", re.MULTILINE)


def _lock(file: str) -> dict[tuple[str, str], str]:
    """What a lock pins: (package, marker) and the version."""
    text = (PROJECT_DIR / file).read_text()
    return {(package, marker or ""): version for package, version, marker in PINNED.findall(text)}


def _names(wanted: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", each)[0].lower().replace("_", "-") for each in wanted}


def test_what_runs_is_what_was_tested():
    tested, run = _lock("requirements.lock"), _lock("requirements-run.lock")

    assert len(run) > 50
    # A marker may be simpler in the smaller lock; the version may not differ.
    versions = {(package, version) for (package, _), version in tested.items()}
    assert {(package, version) for (package, _), version in run.items()} <= versions


def test_the_locks_know_every_dependency():
    project = pyproject()["project"]
    run = _names(project["dependencies"]) | _names(project["optional-dependencies"]["embedded"])
    dev = _names(pyproject()["dependency-groups"]["dev"])

    assert run - {package for package, _ in _lock("requirements-run.lock")} == set()
    assert (run | dev) - {package for package, _ in _lock("requirements.lock")} == set()


def test_both_supported_djangos_are_locked():
    versions = {
        version.rsplit(".", 1)[0]
        for (package, _), version in _lock("requirements.lock").items()
        if package == "django"
    }

    assert versions == {"5.2", "6.1"}


def test_no_lock_names_a_registry():
    for file in ("requirements.lock", "requirements-run.lock", "requirements-redis.lock"):
        assert re.findall(r"https?://\S+|--(?:extra-)?index-url", (PROJECT_DIR / file).read_text()) == []
