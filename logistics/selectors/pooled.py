"""Reads of pooled listings: who may bring what, what is there of whom, what was promised and what is asked for."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, F, Min, Prefetch, Q, Sum
from django.utils.translation import gettext as _

from catalog.models.pooled import PooledListing
from catalog.models.product import Product, Variant
from logistics.mass import percents_of
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import LotStock
from logistics.models.pooled import Contribution, LineOwner, SupplyCall
from logistics.states import SELLABLE, FulfilmentState
from marketplace.cooperatives.states import AllianceState, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.texts import text_in

# An alliance is a handful of members with a handful of promises each.
NEWEST = 50


@dataclass(frozen=True, slots=True)
class OwnGoods:
    """What one owner has free of a variant, and the earliest best-before date of it."""

    organisation_id: int
    free: int
    best_before: date | None
    province: str


@dataclass(frozen=True, slots=True)
class Served:
    """Units of a line that came from one owner's goods of one grade; its price in minor units."""

    reference: str
    organisation_id: int
    quantity: int
    grade_price_minor: int | None


@dataclass(frozen=True, slots=True)
class Maker:
    """Who brought which part of a pooled product's goods, in whole per cent (0: less than half of one)."""

    slug: str
    names: Mapping[str, str]
    # Whether it has a page in the shop
    is_on_show: bool
    percent: int

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class Pool:
    """A pooled listing as members see it: what each brings, and what is asked for."""

    listing: PooledListing
    variants: tuple[Variant, ...]
    contributions: tuple[Contribution, ...]
    calls: tuple[SupplyCall, ...]


def is_pooled(product: Product) -> bool:
    """Say whether a product (fetched with its `pooled`) is a pooled listing that takes goods."""
    listing = getattr(product, "pooled", None)
    return listing is not None and listing.closed_at is None


def may_bring(organisation_id: int) -> Q:
    """Which variants an organisation brings: its own, and those pooled by an alliance at work to which it belongs."""
    return Q(product__organisation=organisation_id) | Q(
        product__pooled__closed_at__isnull=True,
        product__pooled__alliance__state=AllianceState.ACTIVE,
        product__pooled__alliance__members=organisation_id,
    )


def pooled_variants_of(organisation_id: int) -> list[Variant]:
    """Return the variants that an organisation may bring to its alliances, in one query."""
    rows = Variant.objects.filter(may_bring(organisation_id), is_active=True, product__pooled__isnull=False)
    return list(rows.select_related("product", "product__pooled").order_by("pk").distinct())


def variant_to_bring(*, actor: Actor, organisation_id: int, variant_id: int) -> Variant:
    """
    Return a variant that the actor's organisation may bring to a hub, with its product, in one query.

    :raises NotFound: if there is none, or it is neither its own nor pooled by an alliance of its
    """
    rows = Variant.objects.filter(may_bring(organisation_id), pk=variant_id, is_active=True)
    found = (
        rows.select_related("product__product_type").first() if actor.belongs_to(organisation_id) else None
    )
    if found is None:
        raise NotFound(_("There is no such product."), field="variant")
    return found


def own_goods(
    variant_ids: Collection[int], *, warehouse_id: uuid.UUID, today: date
) -> dict[int, list[OwnGoods]]:
    """
    Return by variant what each owner has free in a place today, less what is chosen for orders and not bound yet.

    Two queries.
    """
    there = LotStock.objects.filter(
        Q(lot__last_sale_date=None) | Q(lot__last_sale_date__gte=today),
        warehouse=warehouse_id,
        lot__variant__in=variant_ids,
        lot__state__in=SELLABLE,
        quantity__gt=F("allocated"),
    )
    rows = there.values("lot__variant", "lot__organisation", "lot__organisation__province").annotate(
        free=Sum(F("quantity") - F("allocated")), best_before=Min("lot__best_before_date")
    )
    chosen = dict[tuple[int, int], int]()
    waiting = LineOwner.objects.filter(
        line__variant__in=variant_ids,
        line__fulfilment__state=FulfilmentState.RELEASED,
        line__fulfilment__warehouse=warehouse_id,
    )
    for each in waiting.values("line__variant", "organisation").annotate(units=Sum("quantity")):
        chosen[each["line__variant"], each["organisation"]] = each["units"]
    found: defaultdict[int, list[OwnGoods]] = defaultdict(list)
    for row in rows.order_by("lot__organisation"):
        variant_id, owner_id = row["lot__variant"], row["lot__organisation"]
        free = row["free"] - chosen.get((variant_id, owner_id), 0)
        found[variant_id].append(
            OwnGoods(owner_id, max(free, 0), row["best_before"], row["lot__organisation__province"])
        )
    return dict(found)


def served_by(references: Sequence[str]) -> dict[str, list[Served]]:
    """Return by line reference whose goods went out for it, with the price of their grade; one query."""
    rows = (
        LotAllocation.objects.filter(line__reference__in=references)
        .values(
            "line__reference",
            "lot_stock__lot__organisation",
            "lot_stock__lot__contribution__grade_price_minor",
        )
        .annotate(units=Sum("quantity"))
        .order_by("line__reference", "lot_stock__lot__organisation")
    )
    found: defaultdict[str, list[Served]] = defaultdict(list)
    for row in rows:
        reference = row["line__reference"]
        found[reference].append(
            Served(
                reference,
                row["lot_stock__lot__organisation"],
                row["units"],
                row["lot_stock__lot__contribution__grade_price_minor"],
            )
        )
    return dict(found)


def pool_of(*, actor: Actor, organisation_id: int, listing_id: int) -> Pool:
    """
    Return a pooled listing as a member of its alliance sees it, in five queries.

    :raises NotFound: if there is none, or the organisation is not the actor's or no member of its alliance
    """
    rows = PooledListing.objects.select_related("product", "alliance")
    listing = rows.filter(pk=listing_id, alliance__members=organisation_id).first()
    if listing is None or not actor.belongs_to(organisation_id):
        raise NotFound(_("There is no such common product."), field="listing")
    contributions = Contribution.objects.filter(listing=listing, withdrawn_at__isnull=True)
    calls = SupplyCall.objects.filter(listing=listing).prefetch_related(
        Prefetch("answers", Contribution.objects.filter(withdrawn_at__isnull=True))
    )
    return Pool(
        listing,
        tuple(Variant.objects.filter(product=listing.product_id, is_active=True).order_by("pk")),
        tuple(contributions.select_related("organisation", "lot").order_by("-created_at", "-pk")[:NEWEST]),
        tuple(calls.select_related("variant").order_by("-opened_at", "-pk")[:NEWEST]),
    )


def listings_of(alliance_ids: Sequence[int]) -> Mapping[int, list[PooledListing]]:
    """Return the pooled listings of alliances, oldest first, by alliance; one query."""
    found: defaultdict[int, list[PooledListing]] = defaultdict(list)
    rows = PooledListing.objects.filter(alliance__in=alliance_ids).select_related("product")
    for row in rows.order_by("pk"):
        found[row.alliance_id].append(row)
    return found


def listing_of_product(product_id: int) -> PooledListing | None:
    """Return a product's pooled listing with its alliance, or None; one query."""
    return PooledListing.objects.select_related("alliance").filter(product=product_id).first()


def makers_of(product_id: int, *, today: date) -> list[Maker]:
    """
    Return whose goods of a pooled product can be sold today, who has most of them first; one query.

    The parts are by weight, so that sizes of a product count for what they hold; they add up to a hundred.
    """
    there = LotStock.objects.filter(
        Q(lot__last_sale_date=None) | Q(lot__last_sale_date__gte=today),
        lot__variant__product=product_id,
        lot__state__in=SELLABLE,
        quantity__gt=0,
    )
    place = "lot__organisation__"
    rows = list(
        there.values(
            "lot__organisation", f"{place}slug", f"{place}names", f"{place}state", f"{place}is_seller"
        )
        .annotate(grams=Sum(F("quantity") * F("lot__variant__weight_g"), output_field=BigIntegerField()))
        .order_by("-grams", "lot__organisation")
    )
    if not rows:
        return []
    percents = percents_of({row["lot__organisation"]: row["grams"] for row in rows})
    return [
        Maker(
            slug=row[f"{place}slug"],
            names=row[f"{place}names"],
            is_on_show=row[f"{place}is_seller"] and row[f"{place}state"] == VerificationState.ACTIVE,
            percent=percents[row["lot__organisation"]],
        )
        for row in rows
    ]


def calls_waiting(*, actor: Actor, organisation_id: int, today: date) -> list[SupplyCall]:
    """
    Return the open calls that an organisation has not answered, the most urgent first, in one query.

    :raises NotAllowed: if the actor does not belong to the organisation
    """
    require(actor.belongs_to(organisation_id), _("This is not your cooperative."))
    answered = Contribution.objects.filter(organisation=organisation_id, withdrawn_at__isnull=True)
    rows = SupplyCall.objects.filter(
        closed_at__isnull=True,
        needed_date__gte=today,
        listing__alliance__state=AllianceState.ACTIVE,
        listing__alliance__members=organisation_id,
    ).exclude(pk__in=answered.filter(call__isnull=False).values("call"))
    return list(rows.select_related("listing__product", "variant").order_by("needed_date", "pk"))


def promises_waiting(*, actor: Actor, organisation_id: int) -> list[Contribution]:
    """
    Return what an organisation has promised to bring and has not brought, the most urgent first, in one query.

    :raises NotAllowed: if the actor does not belong to the organisation
    """
    require(actor.belongs_to(organisation_id), _("This is not your cooperative."))
    rows = Contribution.objects.filter(
        organisation=organisation_id, lot__isnull=True, withdrawn_at__isnull=True
    )
    return list(rows.select_related("listing__product", "variant").order_by("until_date", "pk"))
