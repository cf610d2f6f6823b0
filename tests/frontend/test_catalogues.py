"""The words: complete in Arabic and French, with the same gaps to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.core.management import call_command

from frontend import catalogues
from frontend.catalogues import COMPLETE_LANGUAGES, LANGUAGES, catalogue_read, catalogues_refreshed, typeset
from frontend.extraction import texts_of

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def forms(message: Message) -> list[str]:
    string = message.string
    return [string] if isinstance(string, str) else list(string or ())


@pytest.mark.parametrize("language", COMPLETE_LANGUAGES)
def test_no_text_is_missing_or_doubtful(language: str) -> None:
    messages = [message for message in catalogue_read(language) if message.id]

    missing = [message.id for message in messages if message.fuzzy or not all(forms(message))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_the_gaps_that_the_code_fills(language: str) -> None:
    wrong = []
    for message in catalogue_read(language):
        if not message.id or not any(forms(message)):
            continue
        source = message.id if isinstance(message.id, str) else message.id[-1]
        known = set(PLACES.findall(source)) | (
            set() if isinstance(message.id, str) else set(PLACES.findall(message.id[0]))
        )
        if any(set(PLACES.findall(text)) - known for text in forms(message)):
            wrong.append(message.id)
    assert wrong == []


def test_the_files_hold_every_text_of_the_product() -> None:
    call_command("messages_extract", check=True)


def test_texts_of_a_template_are_found_whatever_its_indentation(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "      {% load i18n %}\n  <p>{% trans 'One' %}\n    {% blocktrans count n=n %}{{ n }} a"
        "{% plural %}{{ n }} b{% endblocktrans %}\n"
        " {% alert _('Two') %} it's \"quoted\" (unclosed",
        encoding="utf-8",
    )

    assert {message for _, message, _, _ in texts_of(page)} == {"One", ("%(n)s a", "%(n)s b"), "Two"}


def test_a_changed_source_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "LOCALE_DIR", tmp_path)
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "One"\nmsgstr "Un"\n'
    )

    assert catalogues_refreshed() == [source.with_suffix(".mo")]
    assert catalogues_refreshed() == []
    assert b"Un" in source.with_suffix(".mo").read_bytes()
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_the_languages_of_the_words_are_those_of_the_settings() -> None:
    assert tuple(code for code, _ in settings.LANGUAGES) == LANGUAGES


def test_french_punctuation_never_starts_a_line() -> None:
    assert typeset("« Un » : 10 % ; oui ? non !", "fr") == (
        "«\u00a0Un\u00a0»\u00a0: 10\u00a0%\u00a0; oui\u00a0? non\u00a0!"
    )
    assert typeset("10 % : yes", "en") == "10 % : yes"
    assert typeset("sur %(total)s", "fr") == "sur %(total)s"
    loose = [m.id for m in catalogue_read("fr") if m.id for form in forms(m) if typeset(form, "fr") != form]
    assert loose == []
