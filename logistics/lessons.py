"""The lessons that go with a rejection: short, in steps, in the reader's language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marketplace.kernel.texts import FALLBACKS, text_in

_FILE = Path(__file__).parent / "data" / "lessons.json"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to do better next time, in few steps."""

    key: str
    pictogram: str
    titles: Mapping[str, str]
    steps: Mapping[str, tuple[str, ...]]
    criteria: frozenset[str]

    def title(self, language: str) -> str:
        """The title in a language, or in the nearest that has one."""
        return text_in(self.titles, language)

    def steps_in(self, language: str) -> tuple[str, ...]:
        """The steps in a language, or in the nearest that has them."""
        return next(
            (self.steps[each] for each in FALLBACKS.get(language, FALLBACKS["fr"]) if each in self.steps), ()
        )


@lru_cache(maxsize=1)
def lessons() -> Mapping[str, Lesson]:
    """Return every lesson by its key, in the order of the file."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["lessons"]
    return {
        row["key"]: Lesson(
            row["key"],
            row["pictogram"],
            row["titles"],
            {language: tuple(steps) for language, steps in row["steps"].items()},
            frozenset(row["criteria"]),
        )
        for row in rows
    }


def lesson_about(criterion: str) -> str:
    """Return the key of the lesson about a criterion; empty if none is."""
    return next((key for key, lesson in lessons().items() if criterion in lesson.criteria), "")
