"""What somebody who writes may mean: completions while typing, and corrections of what finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models.vocabulary import Word, WordKey
from catalog.selectors.filter_sql import MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS
from catalog.spelling import SHORTEST_GUESSED, deletions, nearest, script_of, sound_of
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.search_text import search_words
from marketplace.kernel.texts import text_in

COMPLETIONS = 5
MAKERS = 3
MOST_GUESSED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to choose instead of writing on: words to search for, or a maker's page."""

    text: str
    # The slug of a cooperative; empty: a search for the text
    organisation_slug: str = ""


def suggestions(text: str, *, language: str) -> list[Suggestion]:
    """
    Return how the words may go on, the most used first, then makers whose name begins so; two queries at the most.

    Nothing is suggested for less than two letters.
    """
    words = search_words(text[:MAX_SEARCH_LENGTH])[:MAX_SEARCH_WORDS]
    if not words or len(words[-1]) < 2:
        return []
    *before, last = text.split()
    begun = " ".join(before)
    found = Word.objects.filter(word__gte=words[-1], word__lt=words[-1] + "\U0010ffff").order_by(
        "-weight", "word"
    )
    completed = [
        f"{begun} {_shown(word, language)}".strip()
        for word in found[: COMPLETIONS * 3]
        if _is_of(word, language, last)
    ]
    makers = Organisation.objects.filter(
        is_seller=True, state=VerificationState.ACTIVE, **{f"names__{language}__icontains": text.strip()}
    ).order_by("pk")[:MAKERS]
    return [
        *(Suggestion(each) for each in dict.fromkeys(completed[:COMPLETIONS])),
        *(Suggestion(row.name(language), row.slug) for row in makers),
    ]


def corrected(text: str) -> str:
    """
    Return a search as it was probably meant, or nothing if every word is known or none is near; two queries.

    A word that is not among the shop's is replaced by the one with the fewest typing errors, else by one that sounds
    the same in another script.
    """
    words = search_words(text[:MAX_SEARCH_LENGTH])[:MAX_SEARCH_WORDS]
    known = set(Word.objects.filter(word__in=words).values_list("word", flat=True))
    strange = [word for word in words if word not in known and not word.isdigit()][:MOST_GUESSED]
    guesses = _guesses(strange)
    if not guesses:
        return ""
    return " ".join(guesses.get(word, word) for word in words)


def _guesses(strange: Sequence[str]) -> dict[str, str]:
    keys = {key: word for word in strange if len(word) >= SHORTEST_GUESSED for key in deletions(word)}
    sounds = {sound: word for word in strange if len(sound := sound_of(word)) >= 2}
    near: dict[str, list[tuple[str, int]]] = {}
    rows = WordKey.objects.filter(key__in=list(keys)).values_list("key", "word__word", "word__weight")
    for key, word, weight in rows:
        near.setdefault(keys[key], []).append((word, weight))
    guesses = {
        word: guess for word, candidates in near.items() if (guess := nearest(word, candidates)) is not None
    }
    heard = Word.objects.filter(sound__in=list(sounds)).order_by("weight", "-word")
    for row in heard:
        word = sounds[row.sound]
        if word not in guesses and row.script != script_of(word):
            guesses[word] = row.word
    return guesses


def _is_of(word: Word, language: str, written: str) -> bool:
    """Say whether a word belongs to a language, or at least to the script in which was written."""
    return language in word.shown or script_of(written) == word.script != "latin"


def _shown(word: Word, language: str) -> str:
    return str(word.shown.get(language) or text_in(word.shown, language) or word.word)
