"""Without a network: a page that says so in each language, and no page with prices is kept."""

import re

import pytest
from django.test import Client

from tests.frontend.test_pages import LANGUAGES, Outline


@pytest.mark.parametrize(("language", "direction"), LANGUAGES.items())
def test_the_page_is_sound_and_asks_the_database_nothing(
    client: Client, language: str, direction: str
) -> None:
    page = client.get(f"/{language}/offline/").content.decode()

    outline = Outline(page)
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert (outline.faults, outline.headings) == ([], [1])


def test_the_worker_stands_at_the_root_and_keeps_nothing_but_offline_pages_and_the_sheet(
    client: Client,
) -> None:
    answer = client.get("/service-worker.js")

    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert set(re.findall(r'"(/[a-z]+/[^"]*)"', script)) - {"/static/frontend/css/shop.css"} == {
        f"/{language}/offline/" for language in LANGUAGES
    }
    # What is fetched later is never put into a store
    assert re.findall(r"\.put\(|\.add\(", script) == []
    assert script.count("addAll(") == 1
