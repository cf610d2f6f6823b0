import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.kernel.search_text import normalised, search_words, sort_key, without_controls


@pytest.mark.parametrize(
    ("_case", "one", "other"),
    [
        ("alef with hamza", "أركان", "اركان"),
        ("alef with madda", "آركان", "اركان"),
        ("vowel signs", "عَسَلٌ", "عسل"),
        ("tatweel", "عســل", "عسل"),
        ("ta marbuta", "تعاونية", "تعاونيه"),
        ("alef maksura", "حلوى", "حلوي"),
        ("hamza on its seats", "مائدة", "مايده"),
        ("Persian kaf and yeh", "كسکس بلدی", "كسكس بلدي"),
        ("Arabic digits", "٥٠٠", "500"),
        ("French accents", "Miel d'Été", "miel d'ete"),
        ("ligature", "cœur", "coeur"),
        ("letters of formulas", "𝑨rgan", "argan"),
        ("white space", " a \n b ", "a b"),
    ],
)
def test_two_spellings_of_a_word_become_one(_case, one, other):
    assert normalised(one) == normalised(other)


def test_words_lose_the_arabic_article_but_not_themselves():
    assert search_words("العسل والزيت الحر") == ["عسل", "زيت", "الحر"]
    assert search_words("ال") == ["ال"]


def test_words_come_once_and_in_order():
    assert search_words("Huile d'argan, huile!") == ["huile", "d", "argan"]


def test_sort_keys_follow_the_arabic_alphabet():
    names = ["يقطين", "أركان", "عسل", "تمر", "بن"]

    assert sorted(names, key=lambda name: sort_key(name).encode()) == ["أركان", "بن", "تمر", "عسل", "يقطين"]


def test_sort_keys_file_accents_under_their_letter():
    assert sorted(["Zeste", "Épice", "Eau", "Figue"], key=sort_key) == ["Eau", "Épice", "Figue", "Zeste"]


@pytest.mark.parametrize(
    ("_case", "text", "clean"),
    [
        ("right-to-left override", "Miel\u202eexe.gnp", "Mielexe.gnp"),
        ("isolates", "\u2066Miel\u2069", "Miel"),
        ("zero width", "Mi\u200bel", "Miel"),
        ("control signs", "Mi\x00el\x07", "Miel"),
        ("newline", "Miel\nde thym", "Miel de thym"),
        ("emoji stays", "Miel 🍯", "Miel 🍯"),
        ("Tifinagh stays", "ⵜⴰⵎⵎⵏⵜ", "ⵜⴰⵎⵎⵏⵜ"),
    ],
)
def test_signs_that_disguise_a_name_are_removed(_case, text, clean):
    assert without_controls(text) == clean


@settings(max_examples=400)
@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalised(normalised(text)) == normalised(text)


@settings(max_examples=400)
@given(st.text())
def test_words_hold_only_word_signs(text):
    assert all(sign not in word for word in search_words(text) for sign in "&|!:*()'\\ ")
