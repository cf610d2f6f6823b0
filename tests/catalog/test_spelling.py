"""The same word in other letters, scripts and languages."""

import pytest

from catalog.spelling import alternatives, deletions, nearest, script_of, sound_of, synonym_groups
from marketplace.kernel.search_text import search_words


def said(text):
    return [{" ".join(phrase) for phrase in group} for group in alternatives(search_words(text))]


def test_a_word_means_what_its_group_means_in_every_language():
    (group,) = said("miel")

    assert {"عسل", "honey", "ⵜⴰⵎⵎⵏⵜ", "tamment"} <= group


def test_the_longest_known_phrase_is_taken_whole():
    assert [len(group) for group in said("eau de rose bio")] == [5, 7]
    assert "ما ورد" in said("eau de rose")[0]


def test_a_word_of_no_group_means_itself_and_a_short_one_also_without_its_article():
    assert said("khadija") == [{"khadija"}]
    assert said("الحر") == [{"الحر", "حر"}]
    assert said("") == []


def test_every_synonym_leads_to_all_of_its_group_and_back():
    groups = synonym_groups()

    assert len(groups) > 250
    assert all(phrase in groups[other] for phrase, same in groups.items() for other in same)


def test_a_word_with_one_error_shares_a_deletion_with_the_right_one():
    assert deletions("ab") == {"ab", "a", "b"}
    for wrong in ("safran", "saffrn", "asffran", "saffron", "saffrann", "safrfan"):
        assert deletions(wrong) & deletions("saffran")


@pytest.mark.parametrize(
    "same",
    [
        ("عسل", "asal", "3sal", "assel"),
        ("زربيه", "zerbia", "zarbiya"),
        ("تمر", "tmar", "temr"),
        ("ⴰⵔⴳⴰⵏ", "argan", "اركان"),
        ("شيح", "chih", "shi7"),
        ("خميره", "khmira", "5mira"),
        ("cuscus", "kuskus", "كسكس"),
    ],
)
def test_one_word_sounds_the_same_in_each_script(same):
    assert len({sound_of(word) for word in same}) == 1


def test_vowels_alone_have_no_sound():
    assert (sound_of("aeiou"), sound_of("واي")) == ("", "")


@pytest.mark.parametrize(
    ("word", "candidates", "guess"),
    [
        ("tapi", [("tapis", 3), ("tape", 1)], "tapis"),
        ("tapi", [("tapenade", 9)], None),
        ("confitrue", [("confiture", 1)], "confiture"),
        ("argn", [("argan", 1), ("argon", 5)], "argon"),
        ("miel", [], None),
    ],
)
def test_the_nearest_and_most_used_word_is_the_guess(word, candidates, guess):
    assert nearest(word, candidates) == guess


def test_scripts_are_told_apart():
    assert [script_of(word) for word in ("miel", "عسل", "ⴰⵔⴳⴰⵏ")] == ["latin", "arabic", "tifinagh"]
