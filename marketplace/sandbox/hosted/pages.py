"""What happens on the hosted pages: paying, the 3-D Secure challenge, onboarding."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from marketplace.sandbox import cards, payments
from marketplace.sandbox.api import Answer, Api, Request
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import ApiError, Json
from marketplace.sandbox.hosted import markup
from marketplace.sandbox.hosted.texts import TEXTS, choose_language
from marketplace.sandbox.resources import accounts, checkout_sessions

PREFIXES = ("/pay/", "/challenge/", "/onboarding/", "/assets/")
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass
class Visit:
    """One request of a browser, inside its transaction."""

    ctx: Context
    id: str
    query: dict[str, str]
    form: dict[str, str]
    accepted: str
    is_post: bool

    def language(self, session: Json | None = None) -> str:
        """Return the language to answer in."""
        return choose_language(self.query.get("lang"), session["locale"] if session else None, self.accepted)


def html(text: str, status: int = 200) -> Answer:
    """Return a page."""
    return Answer(status, text.encode(), dict(_HEADERS))


def redirect(url: str) -> Answer:
    """Return a 303 to the next page."""
    return Answer(303, b"", {"Location": url, "Cache-Control": "no-store"})


class HostedPages:
    """The pages of one running sandbox."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._style = (Path(__file__).parent / "checkout.css").read_bytes()

    def handle(self, request: Request) -> Answer:
        """Answer one request of a browser; what it changes is one transaction."""
        _, kind, id_ = (request.path + "/").split("/")[:3]
        if kind == "assets":
            headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=3600"}
            return Answer(200, self._style, headers)
        with self._api.store.transaction():
            visit = Visit(
                ctx=Context(self._api.store, self._api.config, int(self._api.clock.now())),
                id=id_,
                query=dict(parse_qsl(request.query)),
                form=dict(parse_qsl(request.body.decode("utf-8", "replace")))
                if request.method == "POST"
                else {},
                accepted=request.headers.get("accept-language", ""),
                is_post=request.method == "POST",
            )
            return {"pay": _pay, "challenge": _challenge, "onboarding": _onboarding}[kind](visit)


def _pay(visit: Visit) -> Answer:
    session = visit.ctx.store.find(visit.id, type_="checkout.session")
    if session is None:
        return html(markup.closed(visit.language(), "not_found", back=None), 404)
    if session["status"] == "complete":
        return redirect(success_url(session))
    if session["status"] == "expired":
        return html(markup.closed(visit.language(session), "gone", back=session["cancel_url"]), 410)
    if not visit.is_post:
        given = {"card_number": visit.query.get("card", ""), "email": session["customer_email"] or ""}
        problem = visit.query.get("problem", "")
        return _form(visit, session, given, {"": problem} if problem in ("refused", "declined") else {})
    card = cards.by_number(visit.form.get("card_number", ""))
    errors = _mistakes(visit, card)
    if card is None or errors:
        return _form(visit, session, visit.form, errors)
    return _charge(visit, session, card)


def _charge(visit: Visit, session: Json, card: cards.TestCard) -> Answer:
    billing = {"email": visit.form.get("email"), "name": visit.form.get("name") or None}
    try:
        intent = checkout_sessions.pay(visit.ctx, session, card, billing)
    except ApiError as error:
        reason = error.error.get("decline_code", "")
        return _form(visit, session, visit.form, {"": reason if reason in TEXTS["en"] else "declined"})
    if intent["status"] == "requires_action":
        return redirect(f"/challenge/{intent['id']}?lang={visit.language(session)}")
    return redirect(success_url(session))


def _form(visit: Visit, session: Json, given: Json, errors: dict[str, str]) -> Answer:
    items = list(reversed(visit.ctx.store.children(session["id"], "item")))
    kept = {name: value for name, value in given.items() if name != "cvc"}
    page = markup.checkout(visit.language(session), session, items, kept, errors)
    return html(page, 422 if errors and visit.is_post else 200)


def _mistakes(visit: Visit, card: cards.TestCard | None) -> dict[str, str]:
    errors = {}
    if card is None:
        errors["card_number"] = "unknown_card"
    if not _in_the_future(visit.form.get("expiry", ""), visit.ctx.now):
        errors["expiry"] = "bad_expiry"
    if re.fullmatch(r"\d{3,4}", visit.form.get("cvc", "").strip()) is None:
        errors["cvc"] = "bad_cvc"
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", visit.form.get("email", "").strip()) is None:
        errors["email"] = "bad_email"
    return errors


def _in_the_future(text: str, now: int) -> bool:
    match = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(?:20)?(\d{2})\s*", text)
    if match is None or not 1 <= int(match.group(1)) <= 12:
        return False
    # Mean year and month lengths: a card is good until the end of its month, give or take a day.
    years, months = int(match.group(2)) - 70 + 100, int(match.group(1))
    return (years + months / 12) * 31_556_952 > now


def success_url(session: Json) -> str:
    """Return where the customer goes after paying, with the session's id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _challenge(visit: Visit) -> Answer:
    ctx = visit.ctx
    intent = ctx.store.find(visit.id, type_="payment_intent")
    if intent is None:
        return html(markup.closed(visit.language(), "not_found", back=None), 404)
    sessions = ctx.store.children(intent["id"], "checkout.session")
    session = sessions[0] if sessions else None
    if intent["status"] != "requires_action":
        back = success_url(session) if session and session["status"] == "complete" else None
        return (
            redirect(back) if back else html(markup.closed(visit.language(session), "gone", back=None), 410)
        )
    if not visit.is_post:
        return html(markup.challenge(visit.language(session), intent))
    action = intent["next_action"] or {}
    return_url = action.get("redirect_to_url", {}).get("return_url")
    problem = "refused"
    try:
        intent = payments.finish_challenge(ctx, intent, approved=visit.form.get("decision") == "approve")
    except ApiError:
        problem = "declined"
        intent = ctx.get("payment_intent", intent["id"])
    passed = intent["status"] in ("succeeded", "requires_capture")
    if session is not None:
        if not passed:
            return redirect(f"/pay/{session['id']}?lang={visit.language(session)}&problem={problem}")
        checkout_sessions.complete(ctx, session, intent)
        return redirect(success_url(session))
    if return_url is None:
        return html(markup.closed(visit.language(), "gone", back=None))
    return redirect(_returning(return_url, intent, passed))


def _returning(url: str, intent: Json, passed: bool) -> str:
    extra = urlencode(
        {
            "payment_intent": intent["id"],
            "payment_intent_client_secret": intent["client_secret"],
            "redirect_status": "succeeded" if passed else "failed",
        }
    )
    return f"{url}{'&' if '?' in url else '?'}{extra}"


def _onboarding(visit: Visit) -> Answer:
    link = visit.ctx.store.find(visit.id, type_="account_link")
    if link is None:
        return html(markup.closed(visit.language(), "not_found", back=None), 404)
    kept = link["sandbox_link"]
    if link["expires_at"] <= visit.ctx.now:
        return redirect(kept["refresh_url"])
    if not visit.is_post:
        return html(markup.onboarding(visit.language(), visit.id, kept["account"]))
    visit.ctx.store.delete(visit.id)
    accounts.complete_onboarding(visit.ctx, visit.ctx.get("account", kept["account"]))
    return redirect(kept["return_url"])
