"""How people write the same word: synonyms, typing errors, and one script for another; pure."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from marketplace.kernel.search_text import search_words

_SYNONYMS = Path(__file__).parent / "data" / "synonyms.json"
Phrase = tuple[str, ...]
LONGEST_PHRASE = 4
# Shorter words have too many neighbours for a guess to be worth anything.
SHORTEST_GUESSED = 4
LONG_WORD = 7

# Consonants by how they sound, whatever the script; vowels, semivowels and ayn are left out, since Latin spellings of
# Arabic and Tamazight agree on nothing there. Digits stand for letters as people type them on telephones.
_DIGRAPHS = {"kh": "x", "gh": "k", "sh": "c", "ch": "c", "dh": "d", "th": "t", "ph": "f", "qu": "k"}
_LETTERS = {
    **dict.fromkeys("bp", "b"), **dict.fromkeys("fv", "f"), **dict.fromkeys("kqgc9", "k"), **dict.fromkeys("dض", "d"),
    **dict.fromkeys("sç", "s"), **dict.fromkeys("h7", "h"), "t": "t", "z": "z", "j": "j", "l": "l", "m": "m", "n": "n",
    "r": "r", "x": "ks", "5": "x", "8": "k",
    "ب": "b", "ف": "f", **dict.fromkeys("كقغ", "k"), **dict.fromkeys("دذ", "d"), **dict.fromkeys("سص", "s"),
    **dict.fromkeys("حه", "h"), **dict.fromkeys("تطث", "t"), **dict.fromkeys("زظ", "z"), "ج": "j", "خ": "x",
    "ش": "c", "ل": "l", "م": "m", "ن": "n", "ر": "r",
    "ⴱ": "b", "ⴼ": "f", **dict.fromkeys("ⴳⴽⵇⵖ", "k"), **dict.fromkeys("ⴷⴹ", "d"), **dict.fromkeys("ⵙⵚ", "s"),
    **dict.fromkeys("ⵀⵃ", "h"), **dict.fromkeys("ⵜⵟ", "t"), **dict.fromkeys("ⵣⵥ", "z"), "ⵊ": "j", "ⵅ": "x",
    "ⵛ": "c", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n", **dict.fromkeys("ⵔⵕ", "r"),
}  # fmt: skip


@lru_cache(maxsize=1)
def synonym_groups() -> dict[Phrase, tuple[Phrase, ...]]:
    """Return for each known word or phrase, as a search sees it, all that mean the same, itself among them."""
    groups: dict[Phrase, dict[Phrase, None]] = {}
    for written in json.loads(_SYNONYMS.read_text(encoding="utf-8"))["groups"]:
        phrases = dict.fromkeys(tuple(search_words(word)) for word in written)
        for phrase in phrases:
            # A word of two groups means either.
            groups.setdefault(phrase, {}).update(phrases)
    return {phrase: tuple(same) for phrase, same in groups.items() if phrase}


def alternatives(words: Sequence[str]) -> list[tuple[Phrase, ...]]:
    """Return, for each word of a search (or the longest known phrase that begins there), all ways to say it."""
    known, found, at = synonym_groups(), [], 0
    while at < len(words):
        longest = range(min(LONGEST_PHRASE, len(words) - at), 0, -1)
        phrase = next((p for n in longest if (p := tuple(words[at : at + n])) in known), (words[at],))
        found.append(known.get(phrase) or _with_bare(phrase[0]))
        at += len(phrase)
    return found


def _with_bare(word: str) -> tuple[Phrase, ...]:
    """Return a word, and without its article where it is too short for that to be certain (الحر)."""
    is_article = word.startswith("ال") and len(word) == 4
    return ((word,), (word[2:],)) if is_article else ((word,),)


def deletions(word: str) -> set[str]:
    """
    Return a word and what is left of it when one letter is missing.

    A word with one wrong, missing, doubled or exchanged letter shares one of these with the right word, so that an
    index finds it (the idea of SymSpell, W. Garbe 2012).
    """
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def sound_of(word: str) -> str:
    """Return the consonants of a normalised word by their sound; equal for عسل, asal and 3assal, or nothing."""
    # A Latin c is soft before e, i and y, and hard elsewhere.
    text = re.sub("c(?!h)", "k", re.sub("c(?=[eiy])", "s", word))
    for pair, sound in _DIGRAPHS.items():
        text = text.replace(pair, {"x": "خ", "c": "ش"}.get(sound, sound))
    # The last ha of an Arabic word is a ta marbuta, which is not heard.
    text = text[:-1] if text.endswith("ه") else text
    sounds = "".join(_LETTERS.get(sign, "") for sign in text)
    return "".join(_runs_once(sounds))


def _runs_once(text: str) -> Iterator[str]:
    previous = ""
    for sign in text:
        if sign != previous:
            yield sign
        previous = sign


def nearest(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """
    Return the candidate with the fewest typing errors, the heavier one of equals; None if all are too far.

    :param candidates: words with how much each is used
    """
    most = 2 if len(word) >= LONG_WORD else 1
    scored = [
        (distance, -weight, other)
        for other, weight in candidates
        if (distance := OSA.distance(word, other, score_cutoff=most)) <= most
    ]
    return min(scored)[2] if scored else None


def script_of(word: str) -> str:
    """Return in which script a word is written: arabic, tifinagh or latin."""
    if any("\u0600" <= sign <= "\u06ff" for sign in word):
        return "arabic"
    return "tifinagh" if any("\u2d30" <= sign <= "\u2d7f" for sign in word) else "latin"
