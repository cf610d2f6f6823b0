"""Filters of orders and drafts, as conditions of the database."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from logistics.models.fulfilment import Fulfilment
from logistics.states import DeliveryKind
from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.orders import words
from marketplace.kernel.money import BASE_CURRENCY, Money
from orders.models.checkout import CheckoutLine
from orders.models.order import Order, OrderLine
from orders.selectors.order_states import with_status
from orders.states import PaymentState

MOST_CONDITIONS = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """What is called how: a draft keeps its contents in its basket."""

    prefix: str
    placed_at: str
    line: type[OrderLine] | type[CheckoutLine]
    line_owner: str

    def at(self, name: str) -> str:
        """Return the path of a column that basket and order both have."""
        return f"{self.prefix}{name}"


ORDER = Columns("", "placed_at", OrderLine, "order")
DRAFT = Columns("checkout__", "checkout__created_at", CheckoutLine, "checkout")


def _given(value: Any) -> Any:
    return getattr(value, "value", value)


def _plain(values: Sequence[Any] | None) -> list[Any]:
    return [_given(each) for each in values or ()]


def days_between(path: str, given: Mapping[str, Any]) -> Q:
    """A moment on days in Morocco, both bounds included."""
    found = Q()
    if given.get("gte"):
        found &= Q(**{f"{path}__gte": timezone.make_aware(datetime.combine(given["gte"], time.min))})
    if given.get("lte"):
        after = given["lte"] + timedelta(days=1)
        found &= Q(**{f"{path}__lt": timezone.make_aware(datetime.combine(after, time.min))})
    return found


def between(path: str, given: Mapping[str, Any]) -> Q:
    """A value between two bounds, both included."""
    found = Q()
    for bound in ("gte", "lte"):
        if given.get(bound) is not None:
            found &= Q(**{f"{path}__{bound}": given[bound]})
    return found


def compared(path: str, given: Mapping[str, Any], read: Callable[[list[Any]], list[Any]] = list) -> Q:
    """A value that equals one, is one of several, or lies in a range."""
    found = Q()
    if given.get("eq") is not None:
        found &= Q(**{f"{path}__in": read([given["eq"]])})
    if given.get("one_of") is not None:
        found &= Q(**{f"{path}__in": read(list(given["one_of"]))})
    if given.get("range"):
        found &= between(path, given["range"])
    return found


def ids_of(type_name: str, kind: type[Any] = int) -> Callable[[list[Any]], list[Any]]:
    """Return what reads global ids of a type."""
    return lambda ids: keys_of(ids, type_name, kind)


def with_key(path: str, given: Mapping[str, Any]) -> Q:
    """Metadata with a key, and a value of it if one is given."""
    value = given.get("value")
    if value is None:
        return Q(**{f"{path}__has_key": given["key"]})
    if not isinstance(value, Mapping):
        return Q(**{f"{path}__contains": {given["key"]: value}})
    wanted = [value["eq"]] if value.get("eq") is not None else list(value.get("one_of") or ())
    found = Q(pk__in=[])
    for each in wanted:
        found |= Q(**{f"{path}__contains": {given["key"]: each}})
    return found


def _safe(text: str) -> str:
    # PostgreSQL refuses to look for a NUL, and nothing holds one.
    return text.replace("\x00", "").strip()


def customer(columns: Columns, text: str) -> Q:
    """Part of the customer's name, e-mail address or phone."""
    wanted = _safe(text)
    return (
        Q(**{f"{columns.at('email')}__icontains": wanted})
        | Q(**{f"{columns.at('phone')}__contains": wanted})
        | Q(**{f"{columns.at('address')}__recipient__icontains": wanted})
    )


def searched(columns: Columns, text: str) -> Q:
    """A number, an external reference, or part of what the customer is called."""
    wanted = _safe(text).removeprefix("#")
    found = customer(columns, wanted) | Q(external_reference=wanted)
    return (
        found | Q(number=int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else found
    )


# How the hub calls what it sends for an order (orders.postings.order_subject)
_HUB_REFERENCE = Concat(Value("order:"), Cast("pk", CharField()), output_field=CharField())
_SURE = (PaymentState.PLEDGED, PaymentState.AUTHORISED)
# What went back is not paid any more; what is not collected, because goods are missing, need not be
_WHOLE = Q(
    payment__captured_minor__gte=F("payment__amount_minor")
    + F("payment__refunded_minor")
    - F("payment__deducted_minor")
)
_SOME = Q(payment__captured_minor__gt=F("payment__refunded_minor"))
# Paid by gift cards alone
_FREE = Q(payment__amount_minor=0, payment__gift_back_minor=0, payment__state=PaymentState.PAID)
_REFUNDED = Q(payment__refunded_minor__gt=0) | Q(payment__gift_back_minor__gt=0)
_REFUNDED_WHOLE = Q(
    payment__refunded_minor__gte=F("payment__captured_minor")
    + F("gift_minor")
    - F("payment__gift_back_minor")
)
_DEAD = Q(payment__state=PaymentState.FAILED)
CHARGED: Mapping[str, Q] = {
    "FULL": _SOME & _WHOLE | _FREE,
    "PARTIAL": _SOME & ~_WHOLE,
    "NONE": ~_SOME & ~_FREE,
    "OVERCHARGED": Q(pk__in=[]),
}
AUTHORISED: Mapping[str, Q] = {
    "FULL": Q(payment__state__in=_SURE) | _SOME & _WHOLE | _FREE,
    "PARTIAL": _SOME & ~_WHOLE & ~Q(payment__state__in=_SURE),
    "NONE": ~_SOME & ~_FREE & ~Q(payment__state__in=_SURE),
}
_ALIVE = ~_DEAD & ~_REFUNDED
PAID: Mapping[str, Q] = {
    # A payment that was given up is one that was not charged
    "CANCELLED": Q(pk__in=[]),
    "REFUSED": Q(payment__state=PaymentState.FAILED),
    "FULLY_REFUNDED": ~_DEAD & _REFUNDED & _REFUNDED_WHOLE,
    "PARTIALLY_REFUNDED": ~_DEAD & _REFUNDED & ~_REFUNDED_WHOLE,
    "NOT_CHARGED": _ALIVE & ~_SOME & ~_FREE,
    "FULLY_CHARGED": _ALIVE & (_SOME & _WHOLE | _FREE),
    "PARTIALLY_CHARGED": _ALIVE & _SOME & ~_WHOLE,
    "PENDING": Q(pk__in=[]),
}


def any_word(table: Mapping[str, Q], asked: Sequence[str]) -> Q:
    """Any of several words, each with its condition."""
    found = Q(pk__in=[])
    for word in asked:
        found |= table[word]
    return found


def status(asked: Sequence[str]) -> Q:
    """Orders (with their `status_word`) in any of these statuses."""
    found = Q(pk__in=[])
    awaiting = Q(status_word="awaiting_payment")
    for word in asked:
        known = [
            own.value
            for own, said in words.ORDER_STATUSES.items()
            if said == word and own != "awaiting_payment"
        ]
        found |= Q(status_word__in=known)
        if word == "UNCONFIRMED":
            found |= awaiting & Q(confirmed_at=None)
        if word == "UNFULFILLED":
            found |= awaiting & Q(confirmed_at__isnull=False)
        if word == "READY_TO_FULFILL":
            found |= Q(status_word="preparing", payment__state__in=(*_SURE, PaymentState.PAID))
        if word == "READY_TO_CAPTURE":
            found |= ~Q(status_word="cancelled") & Q(payment__state=PaymentState.AUTHORISED)
    return found


def _parcels(states: Sequence[str]) -> Q:
    """Orders of which something is on the road in one of these states."""
    from_order = Fulfilment.objects.filter(reference=OuterRef("hub_reference"), state__in=states)
    return Q(Exists(from_order))


def parcels(given: Mapping[str, Any]) -> Q:
    """Orders with parcels as they are asked for."""
    asked = given.get("status") or {}
    wanted = set(_plain([asked["eq"]] if asked.get("eq") else asked.get("one_of")))
    known = words.FULFILLMENT_STATUSES.items()
    return _parcels([own for own, said in known if not asked or said in wanted])


def _amount(path: str, given: Mapping[str, Any]) -> Q:
    currency = given.get("currency") or BASE_CURRENCY

    def minor(value: Decimal) -> int:
        return Money.from_decimal(value, currency).minor

    asked: dict[str, Any] = {}
    amount = given["amount"]
    if amount.get("eq") is not None:
        asked["eq"] = minor(amount["eq"])
    if amount.get("range"):
        asked["range"] = {
            bound: minor(value) for bound, value in amount["range"].items() if value is not None
        }
    found = compared(path, asked)
    return found & Q(currency=given["currency"]) if given.get("currency") else found


def both(columns: Columns, given: Mapping[str, Any]) -> Q:
    """What orders and drafts are both asked for by `where`."""
    at = columns.at
    found = Q()
    if given.get("ids") is not None:
        found &= Q(pk__in=keys_of(given["ids"], "Order", uuid.UUID))
    for name, path, read in (
        ("number", "number", list),
        ("channel_id", at("channel_id"), ids_of("Channel")),
        ("user", at("user_id"), ids_of("User")),
        ("user_email", at("email"), list),
        ("lines_count", "line_count", list),
    ):
        if given.get(name):
            found &= compared(path, given[name], read)
    for name, path in (("created_at", columns.placed_at), ("updated_at", at("updated_at"))):
        if given.get(name):
            found &= between(path, given[name])
    for name, path in (("billing_address", "billing_address"), ("shipping_address", "address")):
        if given.get(name) and given[name].get("phone_number"):
            found &= compared(f"{at(path)}__phone", given[name]["phone_number"])
    if given.get("is_click_and_collect") is not None:
        fetched = Q(**{at("delivery_method__kind"): DeliveryKind.PICKUP})
        found &= fetched if given["is_click_and_collect"] else ~fetched
    if given.get("metadata"):
        found &= with_key(at("metadata"), given["metadata"])
    return found & _lines(columns, given)


def _lines(columns: Columns, given: Mapping[str, Any]) -> Q:
    own = columns.line._default_manager.filter(**{columns.line_owner: OuterRef("pk")})
    found = Q()
    for each in given.get("lines") or ():
        if each.get("metadata"):
            found &= Q(Exists(own.filter(with_key("metadata", each["metadata"]))))
    if given.get("product_type_id"):
        kinds = compared("variant__product__product_type_id", given["product_type_id"], ids_of("ProductType"))
        found &= Q(Exists(own.filter(kinds)))
    return found


def order_where(given: Mapping[str, Any], budget: list[int] | None = None) -> Q:
    """
    Return what `where` asks of orders that carry what `prepared` adds.

    :raises ApiError: if there are too many conditions in one another
    """
    left = budget if budget is not None else [MOST_CONDITIONS]
    left[0] -= 1
    if left[0] < 0:
        raise ApiError("There are too many conditions.")
    found = both(ORDER, given)
    for name, table in (("charge_status", CHARGED), ("authorize_status", AUTHORISED)):
        if given.get(name):
            found &= any_word(table, _asked(given[name]))
    if given.get("status"):
        found &= status(_asked(given["status"]))
    for name, path, read in (
        ("checkout_token", "checkout_id", list),
        ("checkout_id", "checkout_id", ids_of("Checkout", uuid.UUID)),
    ):
        if given.get(name):
            found &= compared(path, given[name], read)
    if given.get("has_fulfillments") is not None:
        sent = _parcels(list(words.FULFILLMENT_STATUSES))
        found &= sent if given["has_fulfillments"] else ~sent
    for each in given.get("fulfillments") or ():
        found &= parcels(each)
    if given.get("total_gross"):
        found &= _amount("total_minor", given["total_gross"])
    return found & _paid_with(given) & _invoiced(given) & _combined(given, order_where, left)


def _paid_with(given: Mapping[str, Any]) -> Q:
    """Orders by the gift cards and codes that were used for them."""
    found = gift_cards(given.get("is_gift_card_used"), given.get("is_gift_card_bought"))
    if given.get("voucher_code"):
        found &= compared("voucher_code", given["voucher_code"])
    return found


def gift_cards(is_used: bool | None, is_bought: bool | None) -> Q:
    """Orders of which a gift card paid a part, or not; no card is bought with an order."""
    found = Q()
    if is_used is not None:
        found &= Q(gift_minor__gt=0) if is_used else Q(gift_minor=0)
    return found & Q(pk__in=[]) if is_bought else found


def _invoiced(given: Mapping[str, Any]) -> Q:
    """Orders (with their `hub_reference`) by what was invoiced of them."""
    issued = FiscalDocument.objects.filter(buyer=OuterRef("hub_reference"), kind=FiscalKind.INVOICE)
    found = Q()
    if given.get("has_invoices") is not None:
        found &= Q(Exists(issued)) if given["has_invoices"] else ~Q(Exists(issued))
    for each in given.get("invoices") or ():
        found &= Q(Exists(issued.filter(between("issued_at", each.get("created_at") or {}))))
    return found


def draft_where(given: Mapping[str, Any], budget: list[int] | None = None) -> Q:
    """
    Return what `where` asks of drafts that carry what `drafts_prepared` adds.

    :raises ApiError: if there are too many conditions in one another
    """
    left = budget if budget is not None else [MOST_CONDITIONS]
    left[0] -= 1
    if left[0] < 0:
        raise ApiError("There are too many conditions.")
    return both(DRAFT, given) & _combined(given, draft_where, left)


def _asked(given: Mapping[str, Any]) -> list[str]:
    return _plain([given["eq"]]) if given.get("eq") is not None else _plain(given.get("one_of"))


def _combined(
    given: Mapping[str, Any], read: Callable[[Mapping[str, Any], list[int] | None], Q], budget: list[int]
) -> Q:
    found = Q()
    for each in given.get("AND") or ():
        found &= read(each, budget)
    if given.get("OR"):
        any_of = Q(pk__in=[])
        for each in given["OR"]:
            any_of |= read(each, budget)
        found &= any_of
    return found


def prepared(orders: QuerySet[Order], asked: Mapping[str, Any]) -> QuerySet[Order]:
    """Add to orders what their conditions need, and only that: a status is dear to work out."""
    names = _names(asked)
    if names & {"status", "status_word"}:
        orders = with_status(orders)
    if "lines_count" in names:
        orders = orders.annotate(line_count=Count("lines", distinct=True))
    if names & {"fulfillments", "has_fulfillments", "has_invoices", "invoices"}:
        orders = orders.annotate(hub_reference=_HUB_REFERENCE)
    return orders


def _names(asked: Any) -> set[str]:
    if isinstance(asked, Mapping):
        return set(asked).union(*(_names(each) for each in asked.values()))
    if isinstance(asked, list | tuple):
        return set().union(*(_names(each) for each in asked))
    return set()
