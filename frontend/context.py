"""What every page needs around its own content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_bidi

from frontend.basket_cookie import basket_mark
from frontend.families import family_links
from frontend.styles import SHEET_COOKIE, sheet_brought

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
# Each language in its own words: whoever cannot read the page can still find hers.
LANGUAGE_NAMES = {"ar": "العربية", "fr": "Français", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "en": "English", "es": "Español"}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in a language."""

    code: str
    name: str
    direction: str
    url: str
    is_here: bool


def theme_of(request: HttpRequest) -> str:
    """Return the theme that was chosen: auto, light or dark; nonsense in the cookie reads as auto."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """List this page in each language of the shop."""
    here = get_language()
    path = request.get_full_path()
    return [
        LanguageLink(
            code=code,
            name=LANGUAGE_NAMES.get(code, code),
            direction="rtl" if code == "ar" else "ltr",
            url=translate_url(path, code),
            is_here=code == here,
        )
        for code, _ in settings.LANGUAGES
    ]


def shell(request: HttpRequest) -> dict[str, object]:
    """Give base.html its language, direction, theme, demo mark and count of things in the basket."""
    return {
        "shell_language": get_language() or settings.LANGUAGE_CODE,
        "shell_direction": "rtl" if get_language_bidi() else "ltr",
        "shell_languages": language_links(request),
        "shell_theme": theme_of(request),
        "shell_sheet": sheet_brought(request.COOKIES.get(SHEET_COOKIE, "")),
        "shell_is_demo": settings.DEMO,
        "shell_basket_count": basket_mark(request).pieces,
        "shell_families": family_links(),
        "shell_public_url": settings.PUBLIC_URL,
    }
