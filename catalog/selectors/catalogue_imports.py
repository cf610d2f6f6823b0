"""Tables that were sent, what their rows would do or did, and the catalogue as such a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from catalog.models.catalogue_import import CatalogueImport, CatalogueImportRow
from catalog.models.offer import Price
from catalog.models.product import Variant
from catalog.policies import may_see
from catalog.sheets.columns import COLUMNS
from catalog.states import ImportState, ProductState, Verdict
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


def imports_of(*, actor: Actor, organisation_id: int, most: int = 10) -> list[CatalogueImport]:
    """
    Return the latest tables of an organisation, newest first, in one statement.

    :raises NotAllowed: if the actor is neither of the organisation nor of the staff for products
    """
    require(may_see(actor, organisation_id), _("These products are not yours to see."))
    rows = CatalogueImport.objects.filter(organisation=organisation_id).select_related("uploaded_by")
    return list(rows.order_by("-pk")[:most])


def import_seen(*, actor: Actor, import_id: int) -> tuple[CatalogueImport, Mapping[str, int], int]:
    """
    Return a table, how many rows have each verdict, and how many are worked on already, in two statements.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    rows = CatalogueImport.objects.filter(pk=import_id).select_related("organisation", "uploaded_by")
    table = rows.first()
    if table is None or not may_see(actor, table.organisation_id):
        raise NotFound(_("There is no such table."), field="table")
    found = table.rows.values("verdict").annotate(rows=Count("pk"), done=Count("pk", filter=Q(is_done=True)))
    counts = {row["verdict"]: row["rows"] for row in found}
    worked = sum(row["done"] for row in found)
    if table.state == ImportState.CHECKING:
        worked = table.row_count - counts.get("", 0)
    return table, {key: count for key, count in counts.items() if key}, worked


def import_rows(
    *, table: CatalogueImport, verdict: str = "", after: str = "", first: int = 50
) -> Page[CatalogueImportRow]:
    """
    Return rows of a table that the caller may see, in their order, in one statement.

    :raises InvalidInput: if `after` or `first` is not usable
    """
    rows = table.rows.filter(verdict=verdict) if verdict in Verdict.values else table.rows.all()
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(number__gt=last)
    found = list(
        rows.select_related("product")
        .defer("product__search_document")
        .order_by("number")[: page_size(first) + 1]
    )
    return page_of(found, first=first, keys=lambda row: (row.number,))


def error_rows(table: CatalogueImport) -> Iterator[list[object]]:
    """Walk through the rows that were refused or doubted: number, reasons, and the cells as they were sent."""
    rows = table.rows.filter(verdict__in=[Verdict.REFUSED, Verdict.RESEMBLES]).order_by("number")
    for row in rows.iterator(500):
        reasons = "; ".join(f"{name}: {text}" if name else text for name, text in row.reasons.items())
        yield [row.number, reasons, *(row.values.get(name, "") for name in COLUMNS)]


def catalogue_rows(*, actor: Actor, organisation_id: int, channel: Channel) -> Iterator[list[object]]:
    """
    Walk through an organisation's sizes as rows of the table that can be sent back, in one statement per 500.

    :raises NotAllowed: if the actor is neither of the organisation nor of the staff for products
    """
    require(may_see(actor, organisation_id), _("These products are not yours to see."))
    return _catalogue_rows(organisation_id, channel)


def _catalogue_rows(organisation_id: int, channel: Channel) -> Iterator[list[object]]:
    rows = Variant.objects.filter(product__organisation=organisation_id, is_active=True).exclude(
        product__state=ProductState.ARCHIVED
    )
    rows = rows.select_related("product__product_type").defer("product__search_document")
    prices = {
        price.variant_id: price.amount.amount
        for price in Price.objects.filter(variant__product__organisation=organisation_id, channel=channel)
    }
    for variant in rows.order_by("product_id", "position", "pk").iterator(500):
        cells = _cells(variant) | {"price": prices.get(variant.pk)}
        yield [cells.get(name, "") for name in COLUMNS]


def _cells(variant: Variant) -> dict[str, Any]:
    product = variant.product
    texts = {
        f"{column}_{language}": text
        for column, by_language in (
            ("name", product.names),
            ("description", product.descriptions),
            ("ingredients", product.ingredients),
        )
        for language, text in by_language.items()
    }
    return {
        **texts,
        "sku": variant.sku,
        "product": product.slug,
        "family": product.product_type.key,
        "allergens": " ".join(product.allergens),
        "province": product.province,
        "season": " ".join(str(month) for month in product.season_months),
        "net_quantity": variant.net_quantity.normalize(),
        "unit": variant.unit,
        "weight_g": variant.weight_g,
        "gtin": variant.gtin,
    }
