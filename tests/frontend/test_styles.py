"""The style sheets: size, shape, and no left or right."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from frontend.styles import SHEETS, SOURCE_DIR, digest_of, sheet, squeezed
from marketplace.config.content_security import content_security_policy

STATIC = SOURCE_DIR.parent


def test_squeezing_keeps_what_the_rules_mean() -> None:
    assert squeezed("/* why */\na > b ,c {\n  margin : 0 auto ;\n}\n") == "a > b,c{margin : 0 auto}"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_found_and_is_twenty_kilobytes_at_most(name: str) -> None:
    found = finders.find(name)

    assert found is not None
    text = Path(found).read_bytes()
    assert text.decode() == sheet(SHEETS[name])
    assert len(gzip.compress(text)) <= 20_000
    assert text.count(b"{") == text.count(b"}")


def test_the_scripts_of_a_first_view_are_ten_kilobytes_at_most() -> None:
    assert len(gzip.compress((STATIC / "js" / "market.js").read_bytes())) <= 10_000


@pytest.mark.django_db
def test_a_first_page_brings_the_sheet_and_the_next_link_to_it(client, settings):
    settings.BRINGS_SHEET = True
    first = client.get("/fr/terms/")
    client.cookies["sheet"] = "another.css"
    changed = client.get("/fr/terms/")
    client.cookies["sheet"] = "shop.css"
    kept = client.get("/fr/terms/")

    for page in (first, changed):
        style = page.content.decode().split('<style data-sheet="/static/frontend/css/shop.css">')[1]
        text = style.split("</style>")[0]
        # The browser takes it only if the policy knows it, letter by letter
        assert digest_of(text) in content_security_policy()
        assert 'url("../' not in text
        for found in re.findall(r'url\("/static/([^"]+)"\)', text):
            assert finders.find(found)
    assert "<style" not in kept.content.decode()
    assert '<link rel="stylesheet" href="/static/frontend/css/shop.css">' in kept.content.decode()
    # A desk has a sheet of its own, which is kept from day to day
    assert b"<style" not in client.get("/fr/design/").content


@pytest.mark.parametrize("part", sorted(path.name for path in SOURCE_DIR.glob("*.css")))
def test_the_sheets_know_start_and_end_but_not_left_and_right(part: str) -> None:
    css = (SOURCE_DIR / part).read_text(encoding="utf-8")
    sided = r"(?:margin|padding|border)-(?:left|right)\b|(?<![\w-])(?:left|right)\s*:"
    sided += r"|text-align:\s*(?:left|right)|float:"

    assert re.findall(sided, css) == []


def test_arabic_letters_are_never_spaced_out() -> None:
    css = (SOURCE_DIR / "tokens.css").read_text(encoding="utf-8")
    arabic = css[css.index(":lang(ar)") :]

    assert "--tracking-tight: 0;" in arabic[: arabic.index("}")]
    assert "--tracking-wide: 0;" in arabic[: arabic.index("}")]
    others = [path.read_text(encoding="utf-8") for path in SOURCE_DIR.glob("*.css")]
    spacings = re.findall(r"letter-spacing: ([^;]+);", "".join(others))
    assert set(spacings) <= {"var(--tracking-tight)", "var(--tracking-wide)", "0", "inherit"}


def test_files_named_by_the_sheets_exist() -> None:
    for path in SOURCE_DIR.glob("*.css"):
        for name in re.findall(r'url\("\.\./([^"]+)"\)', path.read_text(encoding="utf-8")):
            assert (STATIC / name).is_file(), name
