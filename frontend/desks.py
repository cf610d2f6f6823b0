"""The desks and their pages: what stands in the bar of each, for whom."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.access import (
    opens_audit,
    opens_bank,
    opens_breaks,
    opens_calls,
    opens_cash,
    opens_catalogue,
    opens_cod_rules,
    opens_driving,
    opens_exposure,
    opens_gift_cards,
    opens_hub,
    opens_money,
    opens_orders,
    opens_portal,
    opens_reductions,
    opens_reviews,
    opens_settlements,
    opens_tariffs,
    opens_verification,
)
from frontend.cards import Link
from frontend.portal_actions import ACTIONS, BAR
from marketplace.kernel.actor import Actor, Permission
from marketplace.network.policies import may_record

# Name of the address, words, icon, and whom it is open to
Place = tuple[str, Promise, str, Callable[[Actor], bool]]

HUB: Sequence[Place] = (
    ("hub-today", _("Today"), "home", opens_hub),
    ("hub-inbound", _("Coming in"), "download", opens_hub),
    ("hub-questions", _("Ask"), "phone", opens_hub),
    ("hub-waves", _("Waves"), "list", opens_hub),
    ("hub-pack", _("Pack"), "parcel", opens_hub),
    ("hub-hand-over", _("Hand over"), "truck", opens_hub),
    ("hub-parcels", _("Parcels"), "scan", opens_hub),
    ("hub-carriers", _("Carriers"), "handshake", opens_hub),
    ("hub-lots", _("Lots"), "crate", opens_hub),
    ("hub-storage", _("Store"), "archive", opens_hub),
    ("hub-processing", _("Processing"), "refresh", opens_hub),
    ("hub-recalls", _("Recalls"), "alert", opens_hub),
    ("hub-sent-back", _("Sent back"), "undo", opens_hub),
)
DRIVING: Sequence[Place] = (
    ("driver-today", _("Deliver"), "truck", opens_driving),
    ("driver-rounds", _("Collect"), "crate", opens_driving),
)
CASH: Sequence[Place] = (
    ("cash-today", _("Cash"), "cash", opens_cash),
    ("cash-remittances", _("Remittances"), "handshake", opens_cash),
    ("cash-deposits", _("Deposits"), "bank", opens_cash),
    ("cash-cases", _("Differences"), "scale", opens_cash),
)


def opens_messages(actor: Actor) -> bool:
    """What the twins of the providers wrote: who keeps the settings; in a demo all staff, who may need the codes."""
    return actor.may(Permission.MANAGE_SETTINGS) or (settings.DEMO and bool(actor.permissions))


def opens_operator(actor: Actor) -> bool:
    """Whoever may open one of the operator's pages."""
    return any(is_open(actor) for _name, _text, _icon, is_open in OPERATOR)


OPERATOR: Sequence[Place] = (
    ("operator-money", _("What waits"), "bell", opens_money),
    ("operator-settlements", _("Settlements"), "bank", opens_settlements),
    ("operator-holds", _("Holds"), "lock", opens_settlements),
    ("operator-bank", _("Bank"), "upload", opens_bank),
    ("operator-breaks", _("Breaks"), "scale", opens_breaks),
    ("operator-custody", _("Custody"), "cash", opens_breaks),
    ("operator-orders", _("Orders"), "parcel", opens_orders),
    ("operator-calls", _("Calls"), "phone", opens_calls),
    ("operator-refunds", _("Refunds"), "undo", opens_orders),
    ("operator-disputes", _("Disputes"), "alert", opens_orders),
    ("operator-reviews", _("Reviews"), "star", opens_reviews),
    ("operator-tariffs", _("Delivery"), "truck", opens_tariffs),
    ("operator-cod-rules", _("At the door"), "home", opens_cod_rules),
    ("operator-reductions", _("Reductions"), "tag", opens_reductions),
    ("operator-gift-cards", _("Gift cards"), "card", opens_gift_cards),
    ("operator-cooperatives", _("Cooperatives"), "store", opens_verification),
    ("operator-changes", _("Changes"), "pencil", opens_catalogue),
    ("operator-articles", _("Several sellers"), "store", opens_catalogue),
    ("operator-catalogue", _("Catalogue"), "tag", opens_catalogue),
    ("operator-exposure", _("Who is shown"), "eye", opens_exposure),
    ("operator-alliances", _("Alliances"), "handshake", opens_verification),
    ("operator-voices", _("Voices"), "sound", may_record),
    ("operator-messages", _("Messages"), "mail", opens_messages),
)
AUDIT: Sequence[Place] = (
    ("audit-balances", _("Balances"), "scale", opens_audit),
    ("audit-journal", _("Journal"), "list", opens_audit),
    ("audit-chain", _("Chain and files"), "lock", opens_audit),
)
PORTAL: Sequence[Place] = tuple((key, ACTIONS[key].text, ACTIONS[key].icon, opens_portal) for key in BAR)
DESKS: Sequence[tuple[str, Promise, str, Callable[[Actor], bool], Sequence[Place]]] = (
    ("hub-today", _("Hub"), "crate", opens_hub, HUB),
    ("driver-today", _("Driving"), "truck", opens_driving, DRIVING),
    ("cash-today", _("Cash desk"), "cash", opens_cash, CASH),
    ("operator-home", _("Operator"), "chart", opens_operator, OPERATOR),
    ("audit-balances", _("Audit"), "search", opens_audit, AUDIT),
    ("portal-today", _("My cooperative"), "store", opens_portal, PORTAL),
)


def _links(places: Sequence[Place], actor: Actor, here: str) -> list[Link]:
    return [
        Link(str(text), reverse(f"frontend:{name}"), icon, is_here=name == here)
        for name, text, icon, is_open in places
        if is_open(actor)
    ]


def desk_context(places: Sequence[Place], actor: Actor, here: str) -> dict[str, object]:
    """Give a page of a desk its bar, with the page one is on, and the ways to the person's other desks."""
    others = [
        Link(str(text), reverse(f"frontend:{name}"), icon)
        for name, text, icon, is_open, own in DESKS
        if own is not places and is_open(actor)
    ]
    return {"desk_links": _links(places, actor, here), "desk_others": others}


def first_desk_url(actor: Actor) -> str:
    """Say where the work of a person begins; who has no desk begins with their own orders."""
    for name, _text, _icon, is_open, _own in DESKS:
        if is_open(actor):
            return reverse(f"frontend:{name}")
    return reverse("frontend:account")
