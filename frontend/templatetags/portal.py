"""The actions of the portal, for its templates: `{% load portal %}`."""

from collections.abc import Mapping

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from frontend import drawings
from frontend.portal_actions import ACTIONS

register = template.Library()


@register.simple_tag
def act(key: str, text: str = "", number: int | None = None) -> SafeString:
    """
    Write what is inside a button: its number, picture and words, all from the register.

    A `number` of one's own is a digit that also counts elsewhere (an answer by text message, a step) and always shows;
    the register's numbers show where words do not.
    """
    action = ACTIONS[key]
    return format_html(
        '<bdi class="{}">{}</bdi>{}<span class="with-picture">{}</span>',
        "act__number" if number is None else "act__number act__number--shown",
        action.number if number is None else number,
        drawings.icon(action.icon),
        text or action.text,
    )


@register.simple_tag
def bar(value: int, most: int, css: str = "") -> SafeString:
    """Draw a bar of a chart: `{% bar 12 40 "bar--last" %}`."""
    return drawings.bar(value, most, css)


@register.inclusion_tag("frontend/components/listen.html", takes_context=True)
def listen(context: Context, key: str) -> dict[str, object]:
    """
    Let an action be heard: by its recording, else on a page without words by the browser's own voice, else nothing.

    The page gives `voices` (which recording says what) and `text_light`.
    """
    voices: Mapping[str, int] = context.get("voices") or {}
    return {
        "action": ACTIONS.get(key),
        "recording": voices.get(key),
        "may_be_spoken": bool(context.get("text_light")),
        "language": context.get("LANGUAGE_CODE") or "fr",
    }


@register.inclusion_tag("frontend/components/place_tile.html", takes_context=True)
def place_tile(
    context: Context, key: str, url: str, count: int | str | None = None, is_urgent: bool = False
) -> dict[str, object]:
    """Show a way to a page as a tile: picture, how many wait there, words, number and voice."""
    return {
        "action": ACTIONS[key],
        "url": url,
        "count": count,
        "is_urgent": is_urgent,
        "voices": context.get("voices"),
        "text_light": context.get("text_light"),
        "LANGUAGE_CODE": context.get("LANGUAGE_CODE"),
    }
