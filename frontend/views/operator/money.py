"""One board of all that waits about money: whose it is, until when, and the button that goes on with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from frontend.access import actor_for, opened_to, opens_money
from frontend.views.operator.desk import operator_page
from orders.selectors.money_board import Waiting, WaitingGroup, WaitingKind, money_board


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind is shown: its name, its icon, what to do next, the page of all and (by key) that of one."""

    title: Promise
    icon: str
    action: Promise
    page: str
    one: str = ""


LOOKS: Mapping[WaitingKind, Look] = {
    WaitingKind.CALL: Look(_("Calls to make"), "phone", _("Call now"), "operator-calls"),
    WaitingKind.DEPOSIT: Look(
        _("Deposits awaited"), "clock", _("See the order"), "operator-orders", "operator-order"
    ),
    WaitingKind.COUNT: Look(_("Cash to count"), "cash", _("Count"), "cash-remittances", "cash-remittance"),
    WaitingKind.BREAK: Look(
        _("What does not agree"), "scale", _("Resolve"), "operator-breaks", "operator-break"
    ),
    WaitingKind.CASE: Look(_("Missing or surplus cash"), "alert", _("Settle"), "cash-cases", "cash-case"),
    WaitingKind.DISPUTE: Look(
        _("Disputes to answer"), "card", _("Send the evidence"), "operator-disputes", "operator-dispute"
    ),
    WaitingKind.REFUND: Look(
        _("Refunds to send"), "undo", _("Pay back"), "operator-refunds", "operator-refund"
    ),
    WaitingKind.APPEAL: Look(
        _("Objections to holds"), "reply", _("Answer now"), "operator-holds", "operator-hold-appeal"
    ),
    WaitingKind.SETTLEMENT: Look(
        _("Settlements to approve"), "bank", _("Look and approve"), "operator-settlements", "operator-run"
    ),
}


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A group with its look; each thing has the address at which one goes on with it."""

    group: WaitingGroup
    look: Look
    url: str
    items: tuple[tuple[Waiting, str], ...]


def _card(group: WaitingGroup) -> BoardCard:
    look = LOOKS[group.kind]
    url = reverse(f"frontend:{look.page}")
    items = tuple(
        (item, reverse(f"frontend:{look.one}", args=[item.key]) if look.one else url) for item in group.items
    )
    return BoardCard(group, look, url, items)


@never_cache
@require_safe
@opened_to(opens_money)
def board(request: HttpRequest) -> HttpResponseBase:
    """Show all that waits; what is overdue comes first."""
    groups = money_board(actor=actor_for(request), now=timezone.now())
    cards = [_card(group) for group in groups if group.count]
    cards.sort(key=lambda card: not card.group.is_late)
    shown = {"cards": cards, "calm": [LOOKS[group.kind] for group in groups if not group.count]}
    return operator_page(request, "money", "operator-money", shown)
