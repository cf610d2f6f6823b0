"""The components of the shop, for templates: `{% load market %}`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.defaultfilters import stringfilter
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.selectors.offers import Offer
from frontend import drawings, wording
from frontend.cards import CooperativeCard, Link, Picture, ProductCard, Step, SumRow, Table, TimelineEntry
from frontend.review_cards import ReviewCard
from frontend.shop_cards import size_name
from marketplace.kernel.formats import format_weight
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in

register = template.Library()


def _language() -> str:
    return get_language() or "fr"


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw a line icon: `{% icon "basket" %}`, with `label` when it stands alone."""
    return drawings.icon(name, str(label), css)


@register.simple_tag
def pictogram(family: str, label: str = "") -> SafeString:
    """Draw a product family: `{% pictogram "honey" %}`."""
    return drawings.pictogram(family, str(label))


@register.simple_tag
def seal(seed: int, label: str = "") -> SafeString:
    """Draw a cooperative's seal from its number."""
    return drawings.seal(seed, str(label))


@register.simple_tag
def logo() -> SafeString:
    """Draw the mark of the shop."""
    return drawings.logo()


@register.simple_tag
def scene(name: str) -> SafeString:
    """Draw a scene: basket, search, orders, door, broken."""
    return drawings.scene(name)


@register.simple_tag
def region_map(here: str = "", links: Mapping[str, str] | None = None, label: str = "") -> SafeString:
    """Draw the map of the twelve regions; one marked, or all as links."""
    return drawings.region_map(_language(), here=here, links=links, label=str(label))


@register.simple_tag
def price(money: Money, css: str = "") -> SafeString:
    """Show an amount, isolated from the direction of the text around it."""
    language = _language()
    whole, minor = wording.amount_parts(money, language)
    classes = " ".join(part for part in ("price", css, "price--minus" if money.minor < 0 else "") if part)
    return format_html(
        '<bdi class="{}" dir="{}"><span dir="ltr">{}<span class="price__minor">{}</span></span>'
        '<span class="price__currency">{}</span></bdi>',
        classes,
        "rtl" if language == "ar" else "ltr",
        whole,
        minor,
        wording.currency_label(money.currency, language),
    )


@register.filter
def money(value: Money) -> str:
    """Write an amount as plain text: `{{ order.total|money }}`."""
    return wording.money_text(value, _language())


@register.filter
def number(value: int | Decimal) -> str:
    """Write a number with the language's separators."""
    return wording.number_text(value, _language())


@register.filter
def degrees(value: Decimal) -> str:
    """Write a temperature: `-18,5 °C`."""
    return f"{wording.number_text(value, _language())}\u00a0°C"


@register.filter
def signed(value: int) -> str:
    """Write a difference with its sign, a true minus below zero."""
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return f"{sign}{wording.number_text(abs(value), _language())}"


@register.filter
def day(value: date, style: str = "long") -> str:
    """Write a date with Moroccan month names: long, medium, short or full."""
    return wording.date_text(value, _language(), style=style)


@register.filter
def moment(value: datetime, style: str = "medium") -> str:
    """Write a date and an hour in the shop's time zone."""
    return wording.datetime_text(value, _language(), style=style)


@register.filter
def grams(value: int) -> str:
    """Write a weight: grams below a kilogram, kilograms above."""
    return format_weight(value, _language())


@register.filter
def month(value: int) -> str:
    """Name a month (1 to 12)."""
    return wording.month_text(value, _language())


@register.filter
def size(value: Offer | None) -> str:
    """Name the size of an offer: its own name, or its content."""
    return size_name(value, _language()) if value else ""


@register.filter
def in_language(value: Mapping[str, str]) -> str:
    """Take the text of the page's language, or of the nearest that has one."""
    return text_in(value, _language())


@register.filter
def age(value: datetime) -> str:
    """Write how long ago a moment was: `{{ parcel.packed_at|age }}`."""
    return wording.age_text(value, timezone.now(), _language())


@register.simple_tag
def chip(text: str, tone: str = "", icon: str = "") -> SafeString:
    """Show a state: never by colour alone, always with its word."""
    drawn = drawings.icon(icon) if icon else ""
    css = f"chip chip--{tone}" if tone else "chip"
    return format_html('<span class="{}">{}{}</span>', css, drawn, text)


@register.inclusion_tag("frontend/components/share.html")
def share(title: str, path: str) -> dict[str, object]:
    """Offer to send a page of ours to somebody; plain links, no script of others."""
    url = f"{settings.PUBLIC_URL}{path}"
    return {"title": title, "url": url, "text": f"{title} {url}"}


@register.inclusion_tag("frontend/components/stars.html")
def stars(value: float, count: int | None = None) -> dict[str, object]:
    """Show a judgement of one to five stars, as a picture with its number; `count` says how many judged."""
    return {
        "value": Decimal(str(value)).quantize(Decimal("0.1")).normalize(),
        "whole": round(value),
        "count": count,
    }


@register.inclusion_tag("frontend/components/review.html")
def review(card: ReviewCard) -> dict[str, object]:
    """Show what a buyer said, and the seller's answer."""
    return {"card": card}


@register.inclusion_tag("frontend/components/product_card.html")
def product_card(card: ProductCard, *, is_first: bool = False, heading: str = "h3") -> dict[str, object]:
    """Show a product in a list; `is_first` loads its picture at once (it is what the eye lands on)."""
    return {"card": card, "is_first": is_first, "heading": heading}


@register.inclusion_tag("frontend/components/cooperative_card.html")
def cooperative_card(card: CooperativeCard, *, heading: str = "h3") -> dict[str, object]:
    """Show a cooperative in a list."""
    return {"card": card, "heading": heading}


@register.inclusion_tag("frontend/components/picture.html")
def picture(
    picture: Picture, *, css: str = "", sizes: str = "(min-width: 56rem) 50vw, 100vw", is_first: bool = False
) -> dict[str, object]:
    """Show a picture in the best form the browser knows, its room reserved."""
    return {"picture": picture, "css": css, "sizes": sizes, "is_first": is_first}


@register.inclusion_tag("frontend/components/field.html")
def field(
    bound: BoundField, *, icon: str = "", autocomplete: str = "", inputmode: str = "", direction: str = ""
) -> dict[str, object]:
    """Show a form field with its label, help and error tied to it; `direction` "ltr" for phones and codes."""
    attributes: dict[str, str | bool] = {
        "class": f"input {bound.field.widget.attrs.get('class', '')}".strip()
    }
    described = []
    if bound.help_text:
        described.append(f"{bound.id_for_label}_help")
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    given = {"autocomplete": autocomplete, "inputmode": inputmode, "dir": direction}
    attributes.update({name: value for name, value in given.items() if value})
    return {"bound": bound, "control": bound.as_widget(attrs=attributes), "icon": icon}


@register.inclusion_tag("frontend/components/alert.html")
def alert(text: str, tone: str = "info", title: str = "") -> dict[str, object]:
    """Show a message in the page: info, success, warning or danger."""
    icons = {"info": "info", "success": "check", "warning": "alert", "danger": "alert", "error": "alert"}
    tone = "danger" if tone == "error" else tone
    return {"text": text, "tone": tone, "title": title, "icon": icons.get(tone, "info")}


@register.inclusion_tag("frontend/components/empty_state.html")
def empty_state(scene: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, object]:
    """Say that there is nothing, why, and what to do."""
    return {"scene": scene, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("frontend/components/stepper.html")
def stepper(steps: Sequence[Step], label: str = "") -> dict[str, object]:
    """Show where one is on a way of few steps."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("frontend/components/quantity.html")
def quantity(
    value: int | str,
    *,
    name: str = "quantity",
    least: int = 1,
    most: int | None = None,
    step: int = 1,
    label: str = "",
) -> dict[str, object]:
    """
    Ask for a quantity; the buttons submit `change=-1` or `+1` without JavaScript and count in place with it.

    Put it in a form whose view reads `name`, and `change` when a button was pressed.
    """
    return {"value": value, "name": name, "least": least, "most": most, "step": step, "label": label}


@register.inclusion_tag("frontend/components/number_pad.html")
def number_pad(
    name: str, value: str = "", unit: str = "", label: str = "", digits: int = 0, *, is_secret: bool = False
) -> dict[str, object]:
    """Ask for a number with big keys; without JavaScript the screen itself is a plain field; a secret is not shown."""
    shown: dict[str, object] = {"name": name, "value": value, "unit": unit, "label": label, "digits": digits}
    return shown | {"keys": "123456789", "is_secret": is_secret}


@register.inclusion_tag("frontend/components/pagination.html")
def pagination(next_url: str = "", previous_url: str = "") -> dict[str, object]:
    """Go to the next or previous page of a keyset list (there are no page numbers)."""
    return {"next_url": next_url, "previous_url": previous_url}


@register.inclusion_tag("frontend/components/table.html")
def table(table: Table) -> dict[str, object]:
    """Show a table whose rows become cards on a phone."""
    rows = [list(zip(table.columns, row, strict=True)) for row in table.rows]
    return {"table": table, "rows": rows}


@register.inclusion_tag("frontend/components/timeline.html")
def timeline(entries: Sequence[TimelineEntry]) -> dict[str, object]:
    """Show what happened and what comes next."""
    return {"entries": entries}


@register.inclusion_tag("frontend/components/money_table.html")
def money_table(rows: Sequence[SumRow]) -> dict[str, object]:
    """Show how a sum of money came about."""
    return {"rows": rows}


@register.inclusion_tag("frontend/components/tabs.html")
def tabs(links: Sequence[Link], label: str = "") -> dict[str, object]:
    """Show sibling pages as tabs (links, so that each has its address)."""
    return {"links": links, "label": label}


@register.inclusion_tag("frontend/components/breadcrumbs.html")
def breadcrumbs(links: Sequence[Link]) -> dict[str, object]:
    """Show the way here; the last is this page."""
    return {"links": links}


@register.inclusion_tag("frontend/components/progress.html")
def progress(value: int, most: int = 100, label: str = "") -> dict[str, object]:
    """Show how far a long work is, in digits too."""
    return {"value": value, "most": most, "label": label}


@register.inclusion_tag("frontend/components/action.html")
def action(
    url: str, icon: str, text: str, digit: int | str | None = None, is_urgent: bool = False, audio: str = ""
) -> dict[str, object]:
    """Show an action of the portal: icon, digits, word and its recorded voice."""
    return {"url": url, "icon": icon, "text": text, "digit": digit, "is_urgent": is_urgent, "audio": audio}


@register.filter
def is_money(value: object) -> bool:
    """Tell amounts from other cells of a table."""
    return isinstance(value, Money)


@register.filter
@stringfilter
def isolated(value: str) -> SafeString:
    """Keep a code, a phone number or a foreign name from turning the text around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.simple_tag
def with_picture() -> SafeString:
    """Give the class of words that text-light pages hide from the eye, not from the ear."""
    return mark_safe("with-picture")
