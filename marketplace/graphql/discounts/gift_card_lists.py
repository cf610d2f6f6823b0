"""By what lists of gift cards are narrowed down and sorted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import graphene
from django.db.models import Q, QuerySet

from marketplace.graphql.catalog.input_types import OrderDirection, PriceRangeInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.orders.pages import moment
from marketplace.graphql.shop.filters import MetadataFilter
from marketplace.kernel.money import Money
from marketplace.promotions.codes import hash_of
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.selectors.gift_cards import with_balance

GiftCardSortField = saleor_enum("GiftCardSortField", "By what gift cards are sorted.")


class GiftCardSortingInput(graphene.InputObjectType):
    """By what gift cards are sorted."""

    direction = graphene.Argument(OrderDirection, required=True, description="In which direction.")
    field = graphene.Argument(GiftCardSortField, required=True, description="By what.")


class GiftCardFilterInput(graphene.InputObjectType):
    """Which gift cards."""

    is_active = graphene.Boolean(description="Whether they can be used.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with them.")
    tags = graphene.List(graphene.NonNull(graphene.String), description="With any of these tags.")
    products = graphene.List(graphene.NonNull(graphene.ID), description="No product is a card: none.")
    used_by = graphene.List(graphene.NonNull(graphene.ID), description="Of these customers.")
    assigned_to = graphene.List(graphene.NonNull(graphene.ID), description="Of these customers.")
    used = graphene.Boolean(description="Whether they have paid for something.")
    currency = graphene.String(description="In this currency.")
    current_balance = graphene.Argument(PriceRangeInput, description="Bounds of what is left on them.")
    initial_balance = graphene.Argument(PriceRangeInput, description="Bounds of what they were issued with.")
    code = graphene.String(description="Of this code, or ending in these four characters.")
    created_by_email = graphene.String(description="Made for, or issued by, an address that holds this.")


class GiftCardTagFilterInput(graphene.InputObjectType):
    """Which tags."""

    search = graphene.String(description="Tags that hold this.")


def cards_filtered(rows: QuerySet[GiftCard], given: Mapping[str, Any]) -> QuerySet[GiftCard]:
    """
    Keep cards as they are asked for.

    :raises ApiError: if bounds of a balance come without a currency
    """
    found = Q()
    if given.get("is_active") is not None:
        found &= Q(is_active=given["is_active"])
    if given.get("used") is not None:
        found &= Q(used_at__isnull=not given["used"])
    if given.get("tags"):
        found &= Q(tags__overlap=given["tags"])
    if given.get("products"):
        found &= Q(pk=None)
    for name in ("used_by", "assigned_to"):
        if given.get(name):
            found &= Q(user__in=keys_of(given[name], "User"))
    for item in given.get("metadata") or ():
        found &= (
            Q(metadata__contains={item["key"]: item["value"]})
            if item.get("value")
            else Q(metadata__has_key=item["key"])
        )
    if given.get("code"):
        found &= of_code(given["code"])
    if given.get("created_by_email"):
        found &= Q(email__icontains=given["created_by_email"]) | Q(
            created_by__email__icontains=given["created_by_email"]
        )
    return _of_balances(rows.filter(found), given)


def _of_balances(rows: QuerySet[GiftCard], given: Mapping[str, Any]) -> QuerySet[GiftCard]:
    currency = given.get("currency")
    if currency:
        rows = rows.filter(currency=currency)
    bounds = {"initial_minor": given.get("initial_balance"), "left_minor": given.get("current_balance")}
    if any(bounds.values()) and not currency:
        raise ApiError("You must provide a `currency` filter parameter for filtering by price.")
    if bounds["left_minor"]:
        rows = with_balance(rows)
    for column, bound in bounds.items():
        for word in ("gte", "lte"):
            value = (bound or {}).get(word)
            if value is not None:
                minor = Money.from_decimal(Decimal(str(value)), currency or "").minor
                rows = rows.filter(**{f"{column}__{word}": minor})
    return rows


def of_code(code: str) -> Q:
    """Cards of this code; of a part of one only the last four characters are known."""
    return Q(code_hash=hash_of(code)) | Q(last4=code.strip().upper()[-4:] if len(code.strip()) == 4 else "")


def cards_found(rows: QuerySet[GiftCard], search: str) -> QuerySet[GiftCard]:
    """Keep cards of this code, or of people whose name or address holds this text."""
    text = search.strip()
    found = of_code(text) | Q(email__icontains=text)
    for person in ("user", "created_by"):
        found |= Q(**{f"{person}__email__icontains": text}) | Q(**{f"{person}__full_name__icontains": text})
    return rows.filter(found)


def cards_sorted(
    rows: QuerySet[GiftCard], given: Mapping[str, Any] | None, *, is_search: bool
) -> tuple[QuerySet[GiftCard], tuple[Column, ...]]:
    """
    Return cards with the columns that order them, the newest first unless said otherwise.

    :raises ApiError: if they cannot be sorted so
    """
    newest = Column("created_at", True, read=moment)
    if not given:
        return rows, (newest, Column("id", True, read=int))
    down = str(getattr(given["direction"], "value", given["direction"])) in ("DESC", "-")
    last = Column("id", down, read=int)
    match str(getattr(given["field"], "value", given["field"])):
        case "CURRENT_BALANCE":
            return with_balance(rows), (Column("left_minor", down, read=int), last)
        case "USED_BY":
            return rows, (Column("user__full_name", down, nullable=True), last)
        case "CREATED_AT" | "PRODUCT":
            return rows, (Column("created_at", down, read=moment), last)
        case "RANK" if is_search:
            return rows, (newest, Column("id", True, read=int))
        case "RANK":
            raise ApiError("Sorting by RANK is available only when using a search filter or search argument.")
        case other:
            raise ApiError(f"Sorting by {other} is not supported.")
