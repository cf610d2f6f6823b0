"""While writing, and when nothing is found."""

import pytest
from django.test import Client

from catalog.models.vocabulary import Word, WordKey
from catalog.selectors.suggestions import corrected, suggestions
from catalog.services.vocabulary_refresh import vocabulary_refresh
from catalog.tasks import refresh_vocabulary
from marketplace.channels.models import Channel
from tests.catalog.search.test_relevance import load

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> Channel:
    return load()


def texts(text: str, language: str) -> list[str]:
    return [each.text for each in suggestions(text, language=language)]


def test_words_go_on_as_the_page_writes_them(channel: Channel) -> None:
    assert "séché" in texts("thym sech", "fr")[0]
    assert texts("mie", "fr")[0] == "miel"
    assert "عسل" in texts("عس", "ar")
    assert "ⴰⵔⴳⴰⵏ" in texts("ⴰⵔ", "zgh")


@pytest.mark.parametrize("text", ["", "m", "  ", "qqqq", "%", "\x00", "' OR 1=1"])
def test_nothing_is_suggested_for_nothing(text: str, channel: Channel) -> None:
    assert texts(text, "fr") == []


def test_makers_are_suggested_with_their_page(channel: Channel) -> None:
    (maker,) = [each for each in suggestions("Coopérative", language="fr") if each.organisation_slug]

    assert maker.text.startswith("Coopérative")


def test_a_search_that_is_understood_is_not_corrected(channel: Channel) -> None:
    assert corrected("miel de thym") == ""
    assert corrected("2026") == ""
    assert corrected("xqzwk jjjjj") == ""


def test_only_the_strange_word_is_replaced(channel: Channel) -> None:
    assert corrected("huille d'olive") == "huile d olive"
    assert corrected("hanout") == ""
    assert corrected("xqzw thym") == ""


@pytest.mark.parametrize("text", ["mielll thymm", "huille essentiele romarain"])
def test_the_number_of_questions_is_fixed(
    text: str, channel: Channel, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        corrected(text)
    with django_assert_num_queries(2):  # type: ignore[operator]
        suggestions(text, language="fr")


def test_the_vocabulary_is_replaced_not_doubled(channel: Channel) -> None:
    before = (Word.objects.count(), WordKey.objects.count())

    assert vocabulary_refresh() == refresh_vocabulary() == before[0]

    assert (Word.objects.count(), WordKey.objects.count()) == before


def test_a_page_that_finds_nothing_shows_what_was_meant(channel: Channel) -> None:
    visitor = Client()

    meant = visitor.get("/fr/search/", {"q": "romarain"}).content.decode()
    lost = visitor.get("/fr/search/", {"q": "xqzwk"}).content.decode()

    assert "Miel de romarin" in meant
    assert "Rien ne porte exactement ces mots" in meant
    assert "Rien ne porte exactement ces mots" not in lost


def test_suggestions_are_a_part_of_a_page_with_links(channel: Channel) -> None:
    part = Client().get("/fr/suggest/", {"q": "mie"}).content.decode()

    assert 'href="/fr/search/?q=miel"' in part
    assert "<script" not in Client().get("/fr/suggest/", {"q": "<script>alert(1)</script>"}).content.decode()
