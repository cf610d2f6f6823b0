"""The HTML of the hosted pages."""

from html import escape
from urllib.parse import quote

from marketplace.sandbox.errors import Json
from marketplace.sandbox.hosted.texts import LANGUAGES, NAMES, TEXTS, amount_text

LISTED_CARDS = (
    ("4242 4242 4242 4242", "card_paid"),
    ("4000 0000 0000 0002", "card_declined"),
    ("4000 0000 0000 9995", "card_funds"),
    ("4000 0027 6000 3184", "card_challenge"),
    ("4000 0000 0000 0259", "card_dispute"),
)


def shell(language: str, title: str, content: str, *, own_url: str | None = None) -> str:
    """Return a whole page around its content, with links to the other languages when it has a URL."""
    texts = TEXTS[language]
    direction = "rtl" if language == "ar" else "ltr"
    links = ""
    if own_url is not None:
        links = "".join(
            f'<a href="{escape(own_url)}?lang={code}" lang="{code}" hreflang="{code}">{NAMES[code]}</a>'
            for code in LANGUAGES
            if code != language
        )
        links = f'<nav aria-label="{texts["languages"]}">{links}</nav>'
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/checkout.css"></head><body>'
        f'<p class="banner" role="note">{texts["banner"]}</p><main>{links}'
        f"<h1>{escape(title)}</h1>{content}</main></body></html>"
    )


def checkout(language: str, session: Json, items: list[Json], given: Json, errors: dict[str, str]) -> str:
    """Return the checkout page; `errors` maps a field ("" for the whole form) to a key of the texts."""
    texts = TEXTS[language]
    total = amount_text(session["amount_total"], session["currency"], language)
    own = f"/pay/{session['id']}"
    content = _order(language, items, total)
    content += f'<form method="post" action="{own}?lang={language}" novalidate>'
    if "" in errors:
        content += f'<p class="error" role="alert">{texts[errors[""]]}</p>'
    content += _field(language, "email", given, errors, kind="email", autocomplete="email")
    content += _field(language, "card_number", given, errors, autocomplete="cc-number", number=True)
    content += '<div class="pair">'
    content += _field(language, "expiry", given, errors, autocomplete="cc-exp", number=True, example="12/34")
    content += _field(language, "cvc", given, errors, autocomplete="cc-csc", number=True, example="123")
    content += "</div>"
    content += _field(language, "name", given, errors, autocomplete="cc-name")
    button = texts["pay"].format(amount=f"<bdi>{total}</bdi>")
    content += f'<button type="submit">{button}</button></form>'
    content += _cards(language, own)
    if session["cancel_url"]:
        content += f'<a class="back" href="{escape(session["cancel_url"])}">{texts["cancel"]}</a>'
    return shell(language, texts["title"], content, own_url=own)


def _order(language: str, items: list[Json], total: str) -> str:
    texts = TEXTS[language]
    rows = "".join(
        f"<tr><th scope=row><bdi>{escape(item['description'])}</bdi> × {item['quantity']}</th>"
        f"<td><bdi>{amount_text(item['amount_total'], item['currency'], language)}</bdi></td></tr>"
        for item in items
    )
    return (
        f'<section><h2>{texts["order"]}</h2><table class="items"><tbody>{rows}</tbody>'
        f"<tfoot><tr><th scope=row>{texts['total']}</th><td><bdi>{total}</bdi></td></tr></tfoot>"
        "</table></section>"
    )


def _field(
    language: str,
    name: str,
    given: Json,
    errors: dict[str, str],
    *,
    kind: str = "text",
    autocomplete: str,
    number: bool = False,
    example: str = "",
) -> str:
    texts = TEXTS[language]
    described = ""
    wrong = ""
    if name in errors:
        described = f' aria-invalid="true" aria-describedby="{name}-error"'
        wrong = f'<p class="wrong" id="{name}-error">{texts[errors[name]]}</p>'
    extra = ' inputmode="numeric" class="number"' if number else ""
    hint = f' placeholder="{example}"' if example else ""
    return (
        f'<div class="field"><label for="{name}">{texts[name]}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{autocomplete}"{extra}{hint}'
        f' value="{escape(str(given.get(name, "")))}"{described}>{wrong}</div>'
    )


def _cards(language: str, own: str) -> str:
    texts = TEXTS[language]
    rows = "".join(
        f'<li><a href="{own}?lang={language}&amp;card={quote(number)}"><bdi>{number}</bdi></a>'
        f"<span>{texts[meaning]}</span></li>"
        for number, meaning in LISTED_CARDS
    )
    return (
        f'<section><h2>{texts["cards"]}</h2><ul class="cards">{rows}</ul>'
        f'<p class="hint">{texts["card_hint"]}</p></section>'
    )


def challenge(language: str, intent: Json) -> str:
    """Return the bank's page that asks to approve or refuse."""
    texts = TEXTS[language]
    amount = f"<bdi>{amount_text(intent['amount'], intent['currency'], language)}</bdi>"
    own = f"/challenge/{intent['id']}"
    content = (
        f'<form method="post" action="{own}?lang={language}">'
        f"<p>{texts['challenge_text'].format(amount=amount)}</p>"
        f'<button type="submit" name="decision" value="approve">{texts["approve"]}</button>'
        f'<button type="submit" name="decision" value="refuse" class="second">{texts["refuse"]}</button>'
        "</form>"
    )
    return shell(language, texts["challenge_title"], content, own_url=own)


def onboarding(language: str, token: str, account: str) -> str:
    """Return the page on which a connected account is completed."""
    texts = TEXTS[language]
    content = (
        f'<form method="post" action="/onboarding/{escape(token)}">'
        f"<p>{texts['onboarding_text'].format(account=f'<bdi>{escape(account)}</bdi>')}</p>"
        f'<button type="submit">{texts["onboarding_button"]}</button></form>'
    )
    return shell(language, texts["onboarding_title"], content, own_url=f"/onboarding/{token}")


def closed(language: str, text: str, *, back: str | None) -> str:
    """Return the page that says that there is nothing to pay here."""
    texts = TEXTS[language]
    link = f'<a class="back" href="{escape(back)}">{texts["back"]}</a>' if back else ""
    return shell(language, texts["gone_title"], f"<section><p>{texts[text]}</p></section>{link}")
