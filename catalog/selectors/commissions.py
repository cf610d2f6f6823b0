"""What the marketplace takes of each product on a day: the most specific rule, or the seller's term."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from marketplace.cooperatives.commissions import CommissionRate
from marketplace.cooperatives.selectors import Term, commission_term_for
from marketplace.kernel.prepared import among

_RULES = """
    WITH RECURSIVE above(product_id, category_id, distance) AS (
        SELECT p.id, p.category_id, 0 FROM catalog_product p WHERE p.id = ANY(%(ids)s)
        UNION ALL
        SELECT above.product_id, c.parent_id, above.distance + 1 FROM above
        JOIN catalog_category c ON c.id = above.category_id WHERE c.parent_id IS NOT NULL
    )
    SELECT DISTINCT ON (p.id) p.id, rule.id, rule.rate, rule.fixed_minor, rule.min_minor, rule.max_minor
    FROM catalog_product p
    JOIN above ON above.product_id = p.id
    JOIN catalog_commissionrule rule
      ON (rule.product_id = p.id OR rule.category_id = above.category_id)
     AND (rule.organisation_id IS NULL OR rule.organisation_id = p.organisation_id)
     AND rule.from_date <= %(on)s AND (rule.until_date IS NULL OR rule.until_date > %(on)s)
    WHERE p.id = ANY(%(ids)s)
    ORDER BY p.id, (rule.product_id IS NOT NULL) DESC, (rule.organisation_id IS NOT NULL) DESC, above.distance,
             rule.from_date DESC, rule.id DESC
"""


@dataclass(frozen=True, slots=True)
class CommissionTerms:
    """Each seller's contract, and the rate that holds for each product on the day that was asked about."""

    terms: Mapping[int, Term]
    rates: Mapping[int, CommissionRate]


def commission_terms(sellers_of: Mapping[int, int], on: date) -> CommissionTerms:
    """
    Return what holds for products on a day, in two statements.

    :param sellers_of: product id -> organisation id
    :raises Conflict: if a seller has no term and there is no general one
    """
    terms = commission_term_for(sorted(set(sellers_of.values())), on=on)
    statement, keys = among(_RULES, sellers_of)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys, "on": on})
        rules = {
            product_id: CommissionRate(
                rate=Decimal(rate),
                fixed_minor=fixed,
                min_minor=least,
                max_minor=most,
                origin=f"rule:{rule_id}",
            )
            for product_id, rule_id, rate, fixed, least, most in cursor.fetchall()
        }
    return CommissionTerms(
        terms,
        {
            product_id: rules.get(product_id) or rate_of_term(terms[seller])
            for product_id, seller in sellers_of.items()
        },
    )


def rate_of_term(term: Term) -> CommissionRate:
    """Return what a seller's contract says."""
    return CommissionRate(rate=term.rate, origin=f"term:{term.term_id}")
