"""How replies are read, and when people are left alone."""

from datetime import UTC, datetime

import pytest

from marketplace.network.asking_rules import (
    Heard,
    answer_of,
    asking_rules,
    heard,
    next_first_digit,
    outside_quiet_hours,
)
from marketplace.network.states import QuestionState

_Q = QuestionState


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", Heard(digit=1)),
        (" ٢ ٢٥ ", Heard(digit=2, number=25)),
        ("2-25 kg", Heard(digit=2, number=25)),
        ("۳", Heard(digit=3)),
        ("نعم!", Heard(word=_Q.YES)),
        ("NON", Heard(word=_Q.NO)),
        ("stop.", Heard(is_stop=True)),
        ("توقف", Heard(is_stop=True)),
        ("25", Heard()),
        ("1 2 3", Heard()),
        ("2 9999999", Heard()),
        ("call me at 6", Heard()),
        ("", Heard()),
    ],
)
def test_a_reply_is_a_digit_a_word_or_nothing(text: str, expected: Heard) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("said", "first", "answer"),
    [
        (Heard(digit=1), 1, _Q.YES),
        (Heard(digit=5, number=4), 4, _Q.LESS),
        (Heard(digit=9), 7, _Q.NO),
        (Heard(digit=1), 4, None),
        (Heard(digit=7), 4, None),
        (Heard(word=_Q.NO), 7, _Q.NO),
        (Heard(), 1, None),
    ],
)
def test_a_digit_answers_the_question_that_it_belongs_to(
    said: Heard, first: int, answer: QuestionState | None
) -> None:
    assert answer_of(said, first) == answer


def test_the_questions_of_a_telephone_take_turns_with_their_digits() -> None:
    assert [next_first_digit(used) for used in (None, 1, 4, 7)] == [1, 4, 7, 1]


@pytest.mark.parametrize(
    ("hour_in_utc", "expected_in_utc"),
    [(12, (16, 12)), (18, (16, 18)), (19, (17, 7)), (3, (16, 7)), (23, (17, 7))],
)
def test_nobody_is_written_to_at_night(hour_in_utc: int, expected_in_utc: tuple[int, int]) -> None:
    # Morocco is an hour ahead of UTC: 20 o'clock there is 19 in UTC.
    moment = datetime(2026, 11, 16, hour_in_utc, 0, tzinfo=UTC)

    found = outside_quiet_hours(moment, asking_rules()).astimezone(UTC)

    assert (found.day, found.hour) == expected_in_utc
