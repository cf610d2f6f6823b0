"""By what lists of vouchers and sales are narrowed down and sorted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.contract import saleor_enum, word
from marketplace.graphql.discounts.types import DiscountValueTypeEnum
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.orders.pages import moment
from marketplace.graphql.shop.filters import DateTimeRangeInput, IntRangeInput, MetadataFilter
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.voucher import Voucher, VoucherCode, VoucherListing

DiscountStatusEnum = saleor_enum("DiscountStatusEnum", "Where the days of a reduction stand.")
VoucherDiscountType = saleor_enum("VoucherDiscountType", "How a voucher reduces.")
VoucherSortField = saleor_enum("VoucherSortField", "By what vouchers are sorted.")
SaleSortField = saleor_enum("SaleSortField", "By what sales are sorted.")
Given = Mapping[str, Any]


class VoucherFilterInput(graphene.InputObjectType):
    """Which vouchers."""

    status = graphene.List(graphene.NonNull(DiscountStatusEnum), description="Where their days stand.")
    times_used = graphene.Argument(IntRangeInput, description="How often they were used.")
    discount_type = graphene.List(graphene.NonNull(VoucherDiscountType), description="How they reduce.")
    started = graphene.Argument(DateTimeRangeInput, description="When they began.")
    search = graphene.String(description="A part of the name or of a code.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with them.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="These.")


class VoucherSortingInput(graphene.InputObjectType):
    """By what vouchers are sorted."""

    direction = graphene.Argument(OrderDirection, required=True, description="In which direction.")
    channel = graphene.String(description="Slug of the channel whose values are compared.")
    field = graphene.Argument(VoucherSortField, required=True, description="By what.")


class SaleFilterInput(graphene.InputObjectType):
    """Which sales."""

    status = graphene.List(graphene.NonNull(DiscountStatusEnum), description="Where their days stand.")
    sale_type = graphene.Argument(DiscountValueTypeEnum, description="How they reduce.")
    started = graphene.Argument(DateTimeRangeInput, description="When they began.")
    search = graphene.String(description="A part of the name.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with them.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When they were last changed.")


class SaleSortingInput(graphene.InputObjectType):
    """By what sales are sorted."""

    direction = graphene.Argument(OrderDirection, required=True, description="In which direction.")
    channel = graphene.String(description="Slug of the channel whose values are compared.")
    field = graphene.Argument(SaleSortField, required=True, description="By what.")


def _days(words: Sequence[Any], now: datetime) -> Q:
    over, begun = Q(ends_at__lt=now), Q(starts_at__lte=now)
    meant = {"ACTIVE": begun & ~over, "EXPIRED": over, "SCHEDULED": ~begun}
    found = Q()
    for each in words:
        found |= meant[word(each)]
    return found


def _between(column: str, given: Given | None) -> Q:
    bounds = {bound: (given or {}).get(bound) for bound in ("gte", "lte")}
    return Q(**{f"{column}__{bound}": value for bound, value in bounds.items() if value is not None})


def _kept(items: Sequence[Given] | None) -> Q:
    found = Q()
    for item in items or ():
        value = item.get("value")
        found &= Q(metadata__contains={item["key"]: value}) if value else Q(metadata__has_key=item["key"])
    return found


def vouchers_filtered(rows: QuerySet[Voucher], given: Given, *, now: datetime) -> QuerySet[Voucher]:
    """Keep vouchers as they are asked for."""
    found = _kept(given.get("metadata")) & _between("starts_at", given.get("started"))
    if given.get("status"):
        found &= _days(given["status"], now)
    if given.get("ids") is not None:
        found &= Q(pk__in=keys_of(given["ids"], "Voucher"))
    if given.get("discount_type"):
        kinds = Q()
        for each in given["discount_type"]:
            kind = word(each).lower()
            kinds |= Q(type="shipping") if kind == "shipping" else Q(value_type=kind)
        found &= kinds
    if given.get("search"):
        codes = VoucherCode.objects.filter(code__icontains=given["search"]).values("voucher")
        found &= Q(name__icontains=given["search"]) | Q(pk__in=codes)
    if given.get("times_used"):
        rows = rows.annotate(times_used=Coalesce(Sum("codes__used"), 0))
        found &= _between("times_used", given["times_used"])
    return rows.filter(found)


def _first(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def _listed(column: str, channel: str | None) -> Subquery:
    own = VoucherListing.objects.filter(voucher=OuterRef("pk"))
    if channel:
        own = own.filter(channel__slug=channel)
    return _first(own.order_by("channel_id"), column)


def vouchers_sorted(
    rows: QuerySet[Voucher], given: Given | None, channel: str | None
) -> tuple[QuerySet[Voucher], tuple[Column, ...]]:
    """Return vouchers with the columns that order them, the oldest first unless said otherwise."""
    if not given:
        return rows, (Column("id", read=int),)
    down = word(given["direction"]) in ("DESC", "-")
    slug = given.get("channel") or channel
    match word(given["field"]):
        case "CODE":
            codes = VoucherCode.objects.filter(voucher=OuterRef("pk")).order_by("-created_at", "-pk")
            rows, first = (
                rows.annotate(newest_code=_first(codes, "code")),
                Column("newest_code", down, nullable=True),
            )
        case "VALUE":
            rows = rows.annotate(listed_value=_listed("value", slug))
            first = Column("listed_value", down, nullable=True, read=Decimal)
        case "MINIMUM_SPENT_AMOUNT":
            rows = rows.annotate(least_spent=_listed("min_spent_minor", slug))
            first = Column("least_spent", down, nullable=True, read=int)
        case "USAGE_LIMIT":
            first = Column("usage_limit", down, nullable=True, read=int)
        case "TYPE":
            first = Column("type", down)
        case "START_DATE":
            first = Column("starts_at", down, read=moment)
        case "END_DATE":
            first = Column("ends_at", down, nullable=True, read=moment)
        case _:
            first = Column("name", down)
    return rows, (first, Column("id", down, read=int))


def sales_filtered(rows: QuerySet[Promotion], given: Given, *, now: datetime) -> QuerySet[Promotion]:
    """Keep sales as they are asked for."""
    found = _kept(given.get("metadata"))
    found &= _between("starts_at", given.get("started")) & _between("updated_at", given.get("updated_at"))
    if given.get("status"):
        found &= _days(given["status"], now)
    if given.get("sale_type"):
        kinds = PromotionRule.objects.filter(value_type=word(given["sale_type"]).lower())
        found &= Q(pk__in=kinds.values("promotion"))
    if given.get("search"):
        found &= Q(name__icontains=given["search"])
    return rows.filter(found)


def sales_sorted(
    rows: QuerySet[Promotion], given: Given | None, channel: str | None, by_id: Column
) -> tuple[QuerySet[Promotion], tuple[Column, ...]]:
    """Return sales with the columns that order them, the oldest first unless said otherwise."""
    if not given:
        return rows, (Column("created_at", read=moment), by_id)
    down = word(given["direction"]) in ("DESC", "-")
    slug = given.get("channel") or channel
    own = PromotionRule.objects.filter(promotion=OuterRef("pk"))
    match word(given["field"]):
        case "VALUE":
            valued = own.filter(channels__slug=slug) if slug else own
            least = valued.order_by().values("promotion").annotate(least=Min("value"))
            rows = rows.annotate(least_value=_first(least, "least"))
            first = Column("least_value", down, nullable=True, read=Decimal)
        case "TYPE":
            rows = rows.annotate(kind=_first(own.order_by("created_at", "pk"), "value_type"))
            first = Column("kind", down, nullable=True)
        case "START_DATE":
            first = Column("starts_at", down, read=moment)
        case "END_DATE":
            first = Column("ends_at", down, nullable=True, read=moment)
        case "CREATED_AT":
            first = Column("created_at", down, read=moment)
        case "LAST_MODIFIED_AT":
            first = Column("updated_at", down, read=moment)
        case _:
            first = Column("name", down)
    return rows, (first, by_id.reversed if down else by_id)
