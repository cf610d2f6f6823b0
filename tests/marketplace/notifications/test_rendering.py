import re
from typing import Any

import pytest
from django.template.loader import get_template

from marketplace.kernel.errors import InvalidInput
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.rendering import Outgoing, render
from marketplace.notifications.states import Channel
from tests.marketplace.notifications.telling import SHIPPED

LANGUAGES = ["ar", "fr", "zgh", "en", "es"]


def words(template: str = "order_shipped", **given: Any) -> Outgoing:
    context = {name: f"«{name}»" for name in TEMPLATES[template].context}
    told = {"key": "k", "channel": "email", "to": "a@exemple.ma", "language": "fr", "context": context}
    return render(template=template, **(told | given))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_message_has_words_in_every_language_and_shows_what_it_was_told(
    template: str, language: str
) -> None:
    mail = words(template, language=language)
    short = words(template, language=language, channel="sms")

    assert mail.subject
    for name in TEMPLATES[template].context:
        assert f"«{name}»" in mail.subject + mail.text, name
        if name == "url":
            assert "«url»" in short.text
    for text in (mail.subject, mail.text, short.text):
        assert "{" not in text
        assert "%(" not in text
    assert "\n" not in mail.subject + short.text


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_message_is_translated_into_arabic_and_french(template: str) -> None:
    in_english = words(template, language="en")
    for language in ("ar", "fr"):
        translated = words(template, language=language)
        assert translated.text != in_english.text
    assert re.search("[\u0621-\u064a]", words(template, language="ar").text)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
@pytest.mark.parametrize("kind", ["subject.txt", "txt", "short.txt"])
def test_a_template_uses_only_the_values_it_declares(template: str, kind: str) -> None:
    source = get_template(f"notifications/{template}.{kind}").template.source  # type: ignore[attr-defined]

    assert set(re.findall(r"{{ (\w+) }}", source)) <= set(TEMPLATES[template].context)


def test_a_short_text_of_a_shipped_order_fits_one_part_in_french() -> None:
    text = words(channel="sms", context=SHIPPED).text

    assert len(text) <= 160


def test_a_text_message_holds_no_character_that_doubles_its_price() -> None:
    text = words(
        "order_placed",
        channel="sms",
        context={"order": "1", "total": "1\u202f234,50\u00a0DH", "url": "https://exemple.ma"},
    ).text

    assert "1 234,50 DH" in text
    assert not {"\u202f", "\u00a0", "\u2019"} & set(text)


def test_an_e_mail_in_arabic_runs_from_right_to_left() -> None:
    html = words(language="ar").html

    assert '<html lang="ar" dir="rtl">' in html
    assert '<html lang="fr" dir="ltr">' in words(language="fr").html


def test_only_an_e_mail_has_html() -> None:
    assert [bool(words(channel=channel).html) for channel in Channel.values] == [True, False, False, False]


def test_a_value_from_outside_stays_text_in_html_and_is_not_escaped_in_plain_text() -> None:
    context = SHIPPED | {"carrier": "<script>alert('1')</script> & Fils"}
    mail = words(context=context)

    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>alert('1')</script> & Fils" in mail.text


def test_the_link_can_be_clicked_in_html() -> None:
    assert '<a href="https://exemple.ma/c/12" rel="nofollow">' in words(context=SHIPPED).html


def test_a_line_break_in_a_value_adds_no_header() -> None:
    subject = words(context=SHIPPED | {"order": "12\r\nBcc: x@y.ma"}).subject

    assert "\n" not in subject
    assert "\r" not in subject


def test_an_unknown_message_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        render(key="k", channel="sms", to="x", language="fr", template="layout", context={})

    assert refused.value.field == "template"
