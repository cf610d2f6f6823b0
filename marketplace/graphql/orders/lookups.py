"""Finding orders and drafts, one or those that a filter keeps."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from catalog.selectors.preorders import preorders_running
from logistics.states import DeliveryKind
from marketplace.graphql.catalog.inputs import ONE_FILTER
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders import conditions
from marketplace.graphql.orders.conditions import DRAFT, ORDER
from marketplace.graphql.orders.rows import OrderRow
from orders.models.draft import Draft
from orders.models.order import Order, OrderLine
from orders.policies import may_fill_drafts, may_see_order
from orders.selectors.drafts import draft_by_id, drafts_open, drafts_viewed


def found_order(info: Info, key: uuid.UUID) -> OrderRow | None:
    """Return an order by its key, or to the staff a draft."""
    order = Order.objects.select_related("channel", "payment").filter(pk=key).first()
    if order is not None:
        return OrderRow(order, is_open=may_see_order(info.context.actor, order.user_id))
    return found_draft(info, key) if may_fill_drafts(info.context.actor) else None


def found_draft(info: Info, key: uuid.UUID) -> OrderRow | None:
    """Return an open draft by its key; the caller has asked who may see it."""
    draft = draft_by_id(key)
    if draft is None:
        return None
    (view,) = drafts_viewed([draft], now=info.context.now)
    return OrderRow.of_draft(view)


def key_by_reference(reference: str) -> uuid.UUID | None:
    """Return the key of what another system calls by a name: an order, or a draft."""
    wanted = reference.replace("\x00", "")
    for rows in (
        Order.objects.filter(external_reference=wanted),
        Draft.objects.filter(external_reference=wanted),
    ):
        key = rows.values_list("pk", flat=True).first()
        if key is not None:
            return key
    return None


def found_by_reference(info: Info, reference: str) -> OrderRow | None:
    """Return an order or a draft by what another system calls it; the caller has asked who may see it."""
    key = key_by_reference(reference)
    return found_order(info, key) if key is not None else None


def sorting(given: Mapping[str, Any] | None) -> tuple[str, bool]:
    """Return by what to sort, and whether upwards."""
    if not given:
        return "CREATED_AT", False
    field, direction = (getattr(given[name], "value", given[name]) for name in ("field", "direction"))
    return field, direction == "ASC"


def orders_asked(
    filter_: Mapping[str, Any] | None, where: Mapping[str, Any] | None, search: str | None
) -> QuerySet[Order]:
    """
    Return the orders that are asked for.

    :raises ApiError: if both ways of filtering are used
    """
    if filter_ is not None and where is not None:
        raise ApiError(ONE_FILTER)
    rows = conditions.prepared(Order.objects.all(), filter_ or where or {})
    if search:
        rows = rows.filter(conditions.searched(ORDER, search))
    if where:
        rows = rows.filter(conditions.order_where(where))
    return rows.filter(_filtered(filter_)) if filter_ else rows


def drafts_asked(
    filter_: Mapping[str, Any] | None, where: Mapping[str, Any] | None, search: str | None
) -> QuerySet[Draft]:
    """
    Return the drafts that are asked for.

    :raises ApiError: if both ways of filtering are used
    """
    if filter_ is not None and where is not None:
        raise ApiError(ONE_FILTER)
    rows = drafts_open()
    if search:
        rows = rows.filter(conditions.searched(DRAFT, search))
    if where:
        counted = rows.annotate(line_count=Count("checkout__lines", distinct=True))
        return counted.filter(conditions.draft_where(where))
    return rows.filter(_shared(DRAFT, filter_)) if filter_ else rows


def _shared(columns: conditions.Columns, given: Mapping[str, Any]) -> Q:
    found = Q()
    if given.get("customer"):
        found &= conditions.customer(columns, given["customer"])
    if given.get("search"):
        found &= conditions.searched(columns, given["search"])
    if given.get("created"):
        found &= conditions.days_between(columns.placed_at, given["created"])
    for item in given.get("metadata") or ():
        found &= conditions.with_key(columns.at("metadata"), item)
    if given.get("channels") is not None:
        found &= Q(**{f"{columns.at('channel_id')}__in": keys_of(given["channels"], "Channel")})
    return found


def _filtered(given: Mapping[str, Any]) -> Q:
    found = _shared(ORDER, given)
    for name, table in (
        ("payment_status", conditions.PAID),
        ("charge_status", conditions.CHARGED),
        ("authorize_status", conditions.AUTHORISED),
    ):
        if given.get(name):
            found &= conditions.any_word(table, _plain(given[name]))
    if given.get("status"):
        found &= conditions.status(_plain(given["status"]))
    if given.get("updated_at"):
        found &= conditions.between("updated_at", given["updated_at"])
    if given.get("is_click_and_collect") is not None:
        fetched = Q(delivery_method__kind=DeliveryKind.PICKUP)
        found &= fetched if given["is_click_and_collect"] else ~fetched
    if given.get("is_preorder") is not None:
        running = preorders_running(on=timezone.localdate()).values("variant")
        awaited = Q(pk__in=OrderLine.objects.filter(variant__in=running).values("order"))
        found &= awaited if given["is_preorder"] else ~awaited
    found &= conditions.gift_cards(given.get("gift_card_used"), given.get("gift_card_bought"))
    return found & _named(given)


def _named(given: Mapping[str, Any]) -> Q:
    found = Q()
    if given.get("ids") is not None:
        found &= Q(pk__in=keys_of(given["ids"], "Order", uuid.UUID))
    if given.get("checkout_ids") is not None:
        found &= Q(checkout_id__in=keys_of(given["checkout_ids"], "Checkout", uuid.UUID))
    if given.get("checkout_tokens") is not None:
        found &= Q(checkout_id__in=given["checkout_tokens"])
    if given.get("numbers") is not None:
        plain = (each.removeprefix("#") for each in given["numbers"])
        found &= Q(number__in=[int(each) for each in plain if _is_number(each)])
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _plain(values: list[Any]) -> list[str]:
    return [getattr(each, "value", each) for each in values]
