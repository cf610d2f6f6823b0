"""When and how people are asked by text message: pure rules over dated data."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from marketplace.network.states import QuestionState

_FILE = Path(__file__).parent / "data" / "questions.json"
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBERS = re.compile(r"\d+")
# What people write instead of a digit, and how they end it; compared without case and signs.
_WORDS = {
    "نعم": QuestionState.YES,
    "واخا": QuestionState.YES,
    "oui": QuestionState.YES,
    "yes": QuestionState.YES,
    "si": QuestionState.YES,
    "wakha": QuestionState.YES,
    "ⵢⴰⵀ": QuestionState.YES,
    "لا": QuestionState.NO,
    "non": QuestionState.NO,
    "no": QuestionState.NO,
    "ⵓⵀⵓ": QuestionState.NO,
}
_STOPS = frozenset({"stop", "توقف", "قف", "arret", "arrêt", "ⴱⴷⴷ"})
_TURNS = (1, 4, 7)


@dataclass(frozen=True, slots=True)
class Rules:
    """Hours of the day in Morocco, centimes, and how many people of an organisation are asked at once."""

    quiet_from_hour: int
    quiet_until_hour: int
    message_cost_minor: int
    month_cap_minor: int
    people_asked: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reply says: a digit or a word, and a number behind it; or that no more questions are wanted."""

    digit: int | None = None
    word: QuestionState | None = None
    number: int | None = None
    is_stop: bool = False


@lru_cache(maxsize=1)
def asking_rules() -> Rules:
    """Return the rules that hold."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    told.pop("source")
    return Rules(**told)


def outside_quiet_hours(moment: datetime, rules: Rules) -> datetime:
    """Return the moment itself, or the end of the quiet hours in which it lies."""
    local = timezone.localtime(moment)
    if rules.quiet_until_hour <= local.hour < rules.quiet_from_hour:
        return moment
    day = local.date() + timedelta(days=1 if local.hour >= rules.quiet_from_hour else 0)
    return timezone.make_aware(datetime.combine(day, time(rules.quiet_until_hour)))


def next_first_digit(used: int | None) -> int:
    """Return the first digit of a telephone's next question, given that of its last."""
    return 1 if used is None else _TURNS[(_TURNS.index(used) + 1) % len(_TURNS)]


def heard(text: str) -> Heard:
    """Read a reply: `1`, `٢ 25`, `2-25`, `نعم`, `STOP`; anything else says nothing."""
    cleaned = text.translate(_DIGITS).strip().casefold()
    word = cleaned.strip(" .!،,؟?")
    if word in _STOPS:
        return Heard(is_stop=True)
    if word in _WORDS:
        return Heard(word=_WORDS[word])
    numbers = _NUMBERS.findall(cleaned)
    rest = _NUMBERS.sub("", cleaned).strip(" .!،,:;-/()=kgكغ")
    if rest or not 1 <= len(numbers) <= 2 or len(numbers[0]) != 1 or any(len(each) > 6 for each in numbers):
        return Heard()
    return Heard(digit=int(numbers[0]), number=int(numbers[1]) if len(numbers) == 2 else None)


def answer_of(said: Heard, first_digit: int) -> QuestionState | None:
    """Return which answer a reply gives to a question with these digits; None if it is none of its."""
    if said.word is not None:
        return said.word
    places: Sequence[QuestionState] = (QuestionState.YES, QuestionState.LESS, QuestionState.NO)
    place = -1 if said.digit is None else said.digit - first_digit
    return places[place] if 0 <= place < len(places) else None
