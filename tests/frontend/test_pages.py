"""The pages that need no data: style page, first page, errors, theme, manifest."""

from html.parser import HTMLParser

import pytest
from django.test import Client, RequestFactory, override_settings

from frontend.views import errors

LANGUAGES = {"ar": "rtl", "fr": "ltr", "zgh": "ltr", "en": "ltr", "es": "ltr"}
VOID = {"meta", "link", "input", "img", "br", "hr", "source"}


class Outline(HTMLParser):
    """Reads a page strictly: each element closed in order, each id used once."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.headings: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize(("language", "direction"), LANGUAGES.items())
def test_the_style_page_is_sound_in_each_language(client: Client, language: str, direction: str) -> None:
    response = client.get(f"/{language}/design/")

    page = response.content.decode()
    outline = Outline(page)
    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert outline.faults == []
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1


def test_the_style_page_asks_the_database_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get("/fr/design/")


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The error pages of the test client look at the session."""


def test_a_page_links_to_itself_in_each_language(client: Client) -> None:
    page = client.get("/fr/design/").content.decode()

    for language in LANGUAGES:
        assert f'hreflang="{language}" href="' in page
        assert f'/{language}/design/" lang="{language}"' in page


@override_settings(DEMO=True)
def test_a_demo_says_so_on_its_pages(client: Client) -> None:
    assert "Données fictives" in client.get("/fr/design/").content.decode()


@override_settings(DEMO=False)
def test_a_real_shop_does_not_say_that_it_is_a_demo(client: Client) -> None:
    assert "Données fictives" not in client.get("/fr/design/").content.decode()


def test_the_chosen_theme_is_kept_and_applied_by_the_server(client: Client) -> None:
    response = client.post("/fr/theme/", {"theme": "dark", "next": "/fr/design/"})

    assert response.status_code == 302
    assert response["Location"] == "/fr/design/"
    assert 'data-theme="dark"' in client.get("/fr/design/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
)
def test_the_theme_form_sends_nobody_elsewhere(client: Client, target: str) -> None:
    response = client.post("/fr/theme/", {"theme": "neon", "next": target})

    assert response["Location"] == "/fr/"
    assert "theme" not in response.cookies


def test_a_forged_theme_cookie_reads_as_none_chosen(client: Client) -> None:
    client.cookies["theme"] = '"><script>'

    assert 'data-theme="auto"' in client.get("/fr/design/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_names_the_shop_in_the_language(client: Client, language: str) -> None:
    manifest = client.get(f"/{language}/manifest.webmanifest").json()

    assert manifest["lang"] == language
    assert manifest["dir"] == LANGUAGES[language]
    assert manifest["start_url"] == f"/{language}/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_an_unknown_address_is_told_in_the_language_of_the_address(client: Client) -> None:
    response = client.get("/ar/nowhere/")

    page = response.content.decode()
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl"' in page
    assert "لا يوجد شيء في هذا العنوان." in page
    assert Outline(page).faults == []


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.page_not_found, 404),
        (errors.server_error, 500),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_says_what_to_do_without_asking_the_database(
    view: object, status: int, language: str, rf: RequestFactory, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = view(rf.get(f"/{language}/broken/"))  # type: ignore[operator]

    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in page
    assert f'href="/{language}/"' in page


def test_an_error_shows_nothing_of_what_was_asked(rf: RequestFactory) -> None:
    page = errors.page_not_found(rf.get("/fr/%3Cscript%3Ealert(1)%3C/script%3E")).content.decode()

    assert "alert(1)" not in page
