"""How much of each product a cooperative sold in each month: this season beside the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.rows import texts
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.policies import may_see_sub_order

# A season is a year: the month that runs and the eleven before it
MONTHS = 12
# Kept by the database while it is sold (decision 301)
_SOLD = """
    WITH sold AS (
        SELECT variant_id, month, sum(units) AS units FROM orders_monthsale
        WHERE organisation_id = %(organisation)s AND month >= %(since)s AND month <= %(until)s
        GROUP BY variant_id, month HAVING sum(units) > 0
    )
    SELECT v.product_id, p.names, k.key,
           (extract(year FROM sold.month) * 12 + extract(month FROM sold.month) - 1)::int, sold.units
    FROM sold
    JOIN catalog_variant v ON v.id = sold.variant_id
    JOIN catalog_product p ON p.id = v.product_id
    JOIN catalog_producttype k ON k.id = p.product_type_id
"""


@dataclass(frozen=True, slots=True)
class ProductSeasons:
    """Pieces of one product by month, the oldest month first: of this season, and of the same months a year before."""

    product_id: int
    names: Mapping[str, str]
    family: str
    this: tuple[int, ...]
    last: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seasons:
    """The first days of the months of this season, and what was sold of each product, the most sold first."""

    months: tuple[date, ...]
    products: tuple[ProductSeasons, ...]


def seasons_of(*, actor: Actor, organisation_id: int, now: datetime) -> Seasons:
    """
    Return what a cooperative sold in this season and the last, in one statement.

    :raises NotAllowed: if the actor does not belong to the cooperative
    """
    require(may_see_sub_order(actor, organisation_id), _("These orders are another cooperative's."))
    today = timezone.localdate(now)
    # Months are counted from the year 0, so that a year before is twelve less
    newest = today.year * MONTHS + today.month - 1
    oldest = newest - 2 * MONTHS + 1
    values: dict[str, int | date] = {
        "organisation": organisation_id,
        "since": _first_day(oldest),
        "until": _first_day(newest),
    }
    sold: dict[int, list[int]] = {}
    known: dict[int, tuple[Mapping[str, str], str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, values)
        for product_id, names, family, month, units in cursor.fetchall():
            known[product_id] = (texts(names), family)
            sold.setdefault(product_id, [0] * 2 * MONTHS)[month - oldest] += units
    rows = [
        ProductSeasons(pk, *known[pk], this=tuple(units[MONTHS:]), last=tuple(units[:MONTHS]))
        for pk, units in sold.items()
    ]
    rows.sort(key=lambda row: (-sum(row.this), -sum(row.last), row.product_id))
    return Seasons(tuple(_first_day(oldest + MONTHS + number) for number in range(MONTHS)), tuple(rows))


def _first_day(month: int) -> date:
    return date(month // MONTHS, month % MONTHS + 1, 1)
