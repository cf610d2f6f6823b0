"""Which tax holds for a seller, a product and a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from catalog.models.product import Product
from catalog.selectors.offers import TAX_LATERAL, mention_of
from catalog.selectors.rows import texts
from marketplace.kernel.errors import Conflict

_TAX = f"""
    SELECT COALESCE(assigned.code, kind.default_tax_code), treated.rate, treated.mentions,
           COALESCE(assigned.article, '')
    FROM (SELECT %(product)s::bigint AS id, %(organisation)s::bigint AS organisation_id,
                 %(kind)s::bigint AS product_type_id) p
    JOIN catalog_producttype kind ON kind.id = p.product_type_id
    {TAX_LATERAL}
"""


@dataclass(frozen=True, slots=True)
class Tax:
    """`rate` of the price without tax; `mention` is what an invoice must say, by language."""

    code: str
    rate: Decimal
    mention: Mapping[str, str]


def tax_for(*, organisation_id: int, product: Product, on: date) -> Tax:
    """
    Return the tax of a product sold by an organisation on a day, in one statement.

    The assignment that is most specific wins (product, seller and family, seller, family), then the newest; without
    any the family's own code holds. An organisation other than the maker may sell it (an alliance, a shop).

    :raises Conflict: if the code has no treatment on that day
    """
    values: dict[str, Any] = {
        "product": product.pk,
        "organisation": organisation_id,
        "kind": product.product_type_id,
        "date": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAX, values)
        code, rate, mentions, article = cursor.fetchone()
    if rate is None:
        raise Conflict(_("The tax of this product has not been settled yet."), field="tax")
    return Tax(code, rate, mention_of(texts(mentions), article))
