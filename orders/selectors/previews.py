"""What reaches a cooperative of a price, before anything is sold: by the arithmetic that sales use."""

from collections.abc import Sequence
from datetime import date

from catalog.selectors.commissions import commission_terms, rate_of_term
from marketplace.cooperatives.selectors import commission_term_for
from marketplace.kernel.money import Money
from orders.pricing import PricedLine, Share, shares_of
from orders.selectors.composition import terms_of


def earning_previews(
    *, organisation_id: int, prices: Sequence[Money], on: date, product_id: int | None = None
) -> list[Share]:
    """
    Return how one piece sold at each price would be shared on a day: commission by the rule that holds, hub fee, net.

    The hub's fee is taken once per order and cooperative, not per piece. One statement, or two for a product.

    :raises Conflict: if the seller has no term and there is no general one
    """
    if product_id is None:
        terms = commission_term_for([organisation_id], on=on)
        rate = rate_of_term(terms[organisation_id])
    else:
        found = commission_terms({product_id: organisation_id}, on=on)
        terms, rate = dict(found.terms), found.rates[product_id]
    known = terms_of(terms)
    return [
        shares_of(
            [PricedLine(organisation_id, 0, 1, price, 1, rate=rate)], known, Money.zero(price.currency)
        )[0]
        for price in prices
    ]
