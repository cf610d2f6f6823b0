"""Lists of variants: which are shown to whom, and how they are narrowed down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.models.assignment import VariantAttributeValue
from catalog.models.product import Variant
from catalog.selectors.content_lists import MAX_DEPTH, keeps, value_ids
from catalog.selectors.filters import ValueFilter
from catalog.selectors.preorders import preorders_running
from catalog.selectors.product_rows import Reach
from marketplace.channels.models import Channel
from marketplace.kernel.texts import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFilters:
    """What to keep; what is None keeps everything."""

    search: str | None = None
    ids: tuple[int, ...] | None = None
    skus: tuple[str, ...] | None = None
    # Keys of public metadata, each with the values it may have (None: any)
    metadata: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    values: tuple[ValueFilter, ...] = ()
    updated_from: datetime | None = None
    updated_until: datetime | None = None
    # Whether it can be pre-ordered, and on which day
    is_preordered: bool | None = None
    on: date | None = None
    all_of: "tuple[VariantFilters, ...]" = ()
    any_of: "tuple[VariantFilters, ...]" = ()


def variants_reached(channel: Channel, reach: Reach) -> QuerySet[Variant]:
    """Return the variants on the shelves of a channel, or for the staff those with a place there, or all."""
    if reach is Reach.ALL:
        return Variant.objects.all()
    if reach is Reach.LISTED:
        return Variant.objects.filter(product__listings__channel=channel)
    return Variant.objects.filter(
        is_active=True, product__listings__channel=channel, product__listings__is_visible=True
    )


def variant_condition(filters: VariantFilters, depth: int = 0) -> Q:
    """Return the filters as a condition; each attribute that they name is looked up in one query."""
    wanted = _named(filters)
    for key, values in filters.metadata:
        wanted &= keeps(key, values)
    for value in filters.values:
        wanted &= Q(pk__in=VariantAttributeValue.objects.filter(value__in=value_ids(value)).values("variant"))
    if depth < MAX_DEPTH:
        for each in filters.all_of:
            wanted &= variant_condition(each, depth + 1)
        either = Q()
        for each in filters.any_of:
            either |= variant_condition(each, depth + 1)
        wanted &= either
    return wanted


def _named(filters: VariantFilters) -> Q:
    wanted = Q()
    if filters.search:
        wanted &= _searched(filters.search.replace("\x00", ""))
    if filters.ids is not None:
        wanted &= Q(pk__in=filters.ids)
    if filters.skus is not None:
        wanted &= Q(sku__in=[each for each in filters.skus if "\x00" not in each])
    if filters.updated_from is not None:
        wanted &= Q(updated_at__gte=filters.updated_from)
    if filters.updated_until is not None:
        wanted &= Q(updated_at__lte=filters.updated_until)
    if filters.is_preordered is not None and filters.on is not None:
        running = Q(pk__in=preorders_running(on=filters.on).values("variant"))
        wanted &= running if filters.is_preordered else ~running
    return wanted


def variants_kept(product_ids: Sequence[int], filters: VariantFilters) -> dict[int, datetime]:
    """Return which active variants of products are kept, with when each last changed, in one query."""
    rows = Variant.objects.filter(variant_condition(filters), product__in=list(product_ids), is_active=True)
    return dict(rows.values_list("pk", "updated_at"))


def _searched(text: str) -> Q:
    found = Q(sku__icontains=text)
    for language in LANGUAGES:
        found |= Q(**{f"names__{language}__icontains": text})
        found |= Q(**{f"product__names__{language}__icontains": text})
    return found
