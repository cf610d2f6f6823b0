"""Which people the staff look for, and in which order."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

import graphene
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.graphql.catalog.input_types import OrderDirection, StringFilterInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.shop.filters import (
    DateRangeInput,
    DateTimeRangeInput,
    IntFilterInput,
    IntRangeInput,
    MetadataFilter,
)

UserSortField = saleor_enum("UserSortField", "By what people can be sorted.")
StaffMemberStatus = saleor_enum("StaffMemberStatus", "Whether one of the staff may sign in.")
_LONGEST_SEARCH = 200


class UserSortingInput(graphene.InputObjectType):
    """How to sort people."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(UserSortField, required=True, description="By what to sort.")


class CustomerFilterInput(graphene.InputObjectType):
    """Which customers to keep."""

    date_joined = graphene.Argument(DateRangeInput, description="When they signed up.")
    number_of_orders = graphene.Argument(IntRangeInput, description="How often they have ordered.")
    placed_orders = graphene.Argument(DateRangeInput, description="When they have ordered.")
    search = graphene.String(description="Part of a name, an address or a phone number.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with them.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Customers by ID.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When they were last changed.")


class CustomerWhereInput(graphene.InputObjectType):
    """Which customers to keep."""

    ids = graphene.List(graphene.NonNull(graphene.ID), description="Customers by ID.")
    email = graphene.Argument(StringFilterInput, description="Their address.")
    is_active = graphene.Boolean(description="Whether they may sign in.")
    date_joined = graphene.Argument(DateTimeRangeInput, description="When they signed up.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When they were last changed.")
    placed_orders_at = graphene.Argument(DateTimeRangeInput, description="When they have ordered.")
    number_of_orders = graphene.Argument(IntFilterInput, description="How often they have ordered.")
    AND = graphene.List(graphene.NonNull(lambda: CustomerWhereInput), description="All of these hold.")
    OR = graphene.List(graphene.NonNull(lambda: CustomerWhereInput), description="One of these holds.")


class StaffUserInput(graphene.InputObjectType):
    """Which of the staff to keep."""

    status = graphene.Argument(StaffMemberStatus, description="Whether they may sign in.")
    search = graphene.String(description="Part of a name, an address or a phone number.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="People by ID.")


class PermissionGroupFilterInput(graphene.InputObjectType):
    """Which groups to keep."""

    search = graphene.String(description="Part of a name.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Groups by ID.")


class PermissionGroupSortingInput(graphene.InputObjectType):
    """How to sort groups."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(
        saleor_enum("PermissionGroupSortField", "By what groups can be sorted."),
        required=True,
        description="By what to sort.",
    )


def plain(value: Any) -> Any:
    """Return an enum's member as its word."""
    return getattr(value, "value", value)


def searched(rows: QuerySet[User], search: str | None) -> QuerySet[User]:
    """Keep people in whose name, address or number every word stands."""
    for word in (search or "").replace("\x00", "")[:_LONGEST_SEARCH].split():
        rows = rows.filter(Q(full_name__icontains=word) | Q(email__icontains=word) | Q(phone__contains=word))
    return rows


def with_orders(rows: QuerySet[User]) -> QuerySet[User]:
    """Count the orders of people."""
    return rows.annotate(order_count=Count("orders", distinct=True))


def customers_filtered(rows: QuerySet[User], given: Mapping[str, Any]) -> QuerySet[User]:
    """Keep the customers that a filter means."""
    rows = searched(rows, given.get("search"))
    if (ids := given.get("ids")) is not None:
        rows = rows.filter(pk__in=keys_of(ids, "User"))
    for name, column in (("date_joined", "created_at"), ("placed_orders", "orders__placed_at")):
        rows = rows.filter(_days(column, given.get(name)))
    rows = rows.filter(_between("updated_at", given.get("updated_at")))
    if given.get("number_of_orders"):
        rows = with_orders(rows).filter(_between("order_count", given["number_of_orders"]))
    for item in given.get("metadata") or ():
        value = item.get("value")
        holds = {item["key"]: value} if value is not None else None
        rows = rows.filter(metadata__contains=holds) if holds else rows.filter(metadata__has_key=item["key"])
    return rows.distinct() if given.get("placed_orders") else rows


def customers_where(rows: QuerySet[User], given: Mapping[str, Any]) -> QuerySet[User]:
    """Keep the customers that a condition means."""
    if _speaks_of_orders(given):
        rows = with_orders(rows)
    return rows.filter(pk__in=rows.filter(_condition(given)).values("pk"))


def _speaks_of_orders(given: Mapping[str, Any]) -> bool:
    inner = [*(given.get("AND") or ()), *(given.get("OR") or ())]
    return bool(given.get("number_of_orders")) or any(map(_speaks_of_orders, inner))


def _condition(given: Mapping[str, Any]) -> Q:
    found = Q()
    if (ids := given.get("ids")) is not None:
        found &= Q(pk__in=keys_of(ids, "User"))
    if (email := given.get("email")) is not None:
        found &= Q(email__in=[*(email.get("one_of") or ()), *([email["eq"]] if email.get("eq") else ())])
    if (active := given.get("is_active")) is not None:
        found &= Q(is_active=active)
    found &= _between("created_at", given.get("date_joined"))
    found &= _between("updated_at", given.get("updated_at"))
    found &= _between("orders__placed_at", given.get("placed_orders_at"))
    found &= _number("order_count", given.get("number_of_orders"))
    for each in given.get("AND") or ():
        found &= _condition(each)
    if either := given.get("OR"):
        any_of = Q(pk=None)
        for each in either:
            any_of |= _condition(each)
        found &= any_of
    return found


def _number(column: str, given: Mapping[str, Any] | None) -> Q:
    if not given:
        return Q()
    found = _between(column, given.get("range"))
    if given.get("eq") is not None:
        found &= Q(**{column: given["eq"]})
    if given.get("one_of") is not None:
        found &= Q(**{f"{column}__in": given["one_of"]})
    return found


def _between(column: str, given: Mapping[str, Any] | None) -> Q:
    bounds = {f"{column}__{word}": given[word] for word in ("gte", "lte") if given and given.get(word)}
    return Q(**bounds)


def _days(column: str, given: Mapping[str, Any] | None) -> Q:
    """Keep moments of these days, as days are in Morocco."""
    found = Q()
    zone = timezone.get_current_timezone()
    if given and given.get("gte"):
        found &= Q(**{f"{column}__gte": datetime.combine(given["gte"], time.min, zone)})
    if given and given.get("lte"):
        found &= Q(**{f"{column}__lte": datetime.combine(given["lte"], time.max, zone)})
    return found


def sorted_people(
    rows: QuerySet[User], given: Mapping[str, Any] | None
) -> tuple[QuerySet[User], tuple[Column, ...]]:
    """
    Return people with the columns that order them; newest first unless said otherwise.

    :raises ApiError: if they cannot be sorted so
    """
    if not given:
        return rows, (Column("created_at", True, read=_moment), Column("id", True))
    down = plain(given["direction"]) == "DESC"
    match plain(given["field"]):
        case "FIRST_NAME":
            first = Column("full_name", down)
        case "LAST_NAME":
            first = Column("family_name", down)
        case "EMAIL":
            first = Column("email", down, nullable=True)
        case "ORDER_COUNT":
            rows, first = with_orders(rows), Column("order_count", down)
        case "CREATED_AT":
            first = Column("created_at", down, read=_moment)
        case "LAST_MODIFIED_AT":
            first = Column("updated_at", down, read=_moment)
        case other:
            raise ApiError(f"Sorting by {other} is not supported.")
    return rows, (first, Column("id", down))


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment
