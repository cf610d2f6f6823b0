"""Moves within an ordered list: test that ..."""

import pytest

from marketplace.kernel.errors import NotFound
from marketplace.kernel.moves import moved


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ([], "abc"),
        ([("a", 1)], "bac"),
        ([("c", -2)], "cab"),
        ([("c", -9)], "cab"),
        ([("a", 9)], "bca"),
        ([("a", None)], "bca"),
        ([("b", 0)], "abc"),
        ([("a", 1), ("a", 1)], "bca"),
    ],
)
def test_things_move_by_places_within_the_list(moves: list[tuple[str, int | None]], found: str) -> None:
    assert moved("abc", moves) == list(found)


def test_what_is_not_there_does_not_move() -> None:
    with pytest.raises(NotFound):
        moved("abc", [("d", 1)])
