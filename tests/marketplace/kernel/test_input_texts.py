import pytest
from django.utils import translation

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.input_texts import clean_line, clean_paragraphs, clean_texts


def test_a_line_is_cleaned():
    assert clean_line("  Miel\u202e \n de thym ", field="name", most=20) == "Miel de thym"


@pytest.mark.parametrize(
    ("_case", "text", "message"),
    [
        ("empty", " \u200b ", "This must not be empty."),
        ("long", "x" * 21, "This may hold at most 20 characters."),
    ],
)
def test_a_line_that_is_empty_or_too_long_is_refused(_case, text, message):
    with translation.override("en"), pytest.raises(InvalidInput, match=message) as refusal:
        clean_line(text, field="name", most=20)

    assert refusal.value.field == "name"


def test_paragraphs_keep_their_lines():
    assert clean_paragraphs("\n\nUn\u202e \n\n\n deux\r\n", field="story", most=100) == "Un\n\ndeux"


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(InvalidInput):
        clean_paragraphs("x\n" * 51, field="story", most=100)


def test_empty_languages_are_dropped():
    assert clean_texts({"fr": "Miel", "ar": " "}, field="names", most=20) == {"fr": "Miel"}


@pytest.mark.parametrize(
    ("_case", "texts"),
    [("unknown language", {"de": "Honig"}), ("neither Arabic nor French", {"en": "Honey"})],
)
def test_texts_in_no_usable_language_are_refused(_case, texts):
    with pytest.raises(InvalidInput) as refusal:
        clean_texts(texts, field="names", most=20, required=True)

    assert refusal.value.field == "names"
