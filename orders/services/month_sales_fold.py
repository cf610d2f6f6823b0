"""Make one row of the rows that say what was sold of a variant in a month."""

from django.db import connection

# One statement: whoever reads meanwhile sees the rows before or the row after. Rows that are written meanwhile stay
# for the next night; of two that fold at once each adds up what it took away itself.
_FOLD = """
    WITH several AS (
        SELECT organisation_id, variant_id, month FROM orders_monthsale
        GROUP BY organisation_id, variant_id, month HAVING count(*) > 1
    ),
    gone AS (
        DELETE FROM orders_monthsale AS kept USING several
        WHERE (kept.organisation_id, kept.variant_id, kept.month)
            = (several.organisation_id, several.variant_id, several.month)
        RETURNING kept.organisation_id, kept.variant_id, kept.month, kept.units
    )
    INSERT INTO orders_monthsale (organisation_id, variant_id, month, units)
    SELECT organisation_id, variant_id, month, sum(units) FROM gone
    GROUP BY organisation_id, variant_id, month HAVING sum(units) <> 0
"""


def month_sales_fold() -> int:
    """Add up what was sold, month by month, and return how many rows that makes; the sums stay what they are."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
        made: int = cursor.rowcount
    return made
