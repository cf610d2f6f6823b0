"""At which desk a person counts now, and what every page of the cash desk shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from frontend.access import actor_for, opened_to, opens_cash
from frontend.addresses import next_page_url
from frontend.desks import CASH, desk_context
from frontend.wording import date_text
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in
from orders.policies import may_confirm_payment
from orders.selectors.cash import Desk, cases_listed, cash_board, cash_desks

SESSION_KEY = "cash.desk"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who counts where, and where else they could."""

    actor: Actor
    desk: Desk
    others: tuple[tuple[str, str], ...]


def language_here() -> str:
    """The language of the page."""
    return get_language() or "fr"


def seat_of(request: HttpRequest) -> Seat:
    """
    Return the desk asked for (`?desk=slug`), the last one, or the first.

    :raises NotFound: if there is no desk that the person keeps, or not the one asked for
    """
    actor = actor_for(request)
    rows = cash_desks(actor)
    asked = request.GET.get("desk")
    chosen = next((row for row in rows if row.slug == asked), None)
    if not rows or (asked is not None and chosen is None):
        raise NotFound(_("There is no such desk."), field="desk")
    if chosen is not None:
        request.session[SESSION_KEY] = chosen.slug
    else:
        last = request.session.get(SESSION_KEY)
        chosen = next((row for row in rows if row.slug == last), rows[0])
    others = [(row.slug, text_in(row.names, language_here())) for row in rows if row is not chosen]
    return Seat(actor, chosen, tuple(others))


def cash_page(
    request: HttpRequest,
    template: str,
    here: str,
    context: Mapping[str, object],
    *,
    seat: Seat | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a page of the cash desk with its bar."""
    shown: dict[str, object] = {**desk_context(CASH, actor_for(request), here), **context}
    if seat is not None:
        shown |= {"seat": seat, "desk_name": text_in(seat.desk.names, language_here())}
    return render(request, f"frontend/cash/{template}.html", shown, status=status)


@require_GET
@opened_to(opens_cash)
def today(request: HttpRequest) -> HttpResponse:
    """Show who holds how much now."""
    seat = seat_of(request)
    board = cash_board(actor=seat.actor, desk_id=seat.desk.organisation_id)
    carriers = [(heap, text_in(heap.carrier_names, language_here())) for heap in board.carriers]
    return cash_page(request, "today", "cash-today", {"board": board, "carriers": carriers}, seat=seat)


@require_GET
@opened_to(opens_cash)
def cases(request: HttpRequest) -> HttpResponse:
    """List the differences: who has to explain what, until when."""
    seat, today_is = seat_of(request), timezone.localdate()
    page = cases_listed(
        actor=seat.actor, desk_id=seat.desk.organisation_id, after=request.GET.get("after", "")
    )
    rows = [
        (
            row,
            text_in(row.holder_names, language_here()),
            row.is_late(today_is),
            -row.missing,
            _("until %(day)s") % {"day": date_text(row.deadline_date, language_here(), style="medium")},
        )
        for row in page.items
    ]
    shown = {
        "rows": rows,
        "next_url": next_page_url(request, page),
        "sees_all": may_confirm_payment(seat.actor),
    }
    return cash_page(request, "cases", "cash-cases", shown, seat=seat)
