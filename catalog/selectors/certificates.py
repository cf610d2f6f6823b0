"""Signs of quality that products may show on a day."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from catalog.selectors.product_page import CertificateCard
from marketplace.kernel.prepared import among

_SHOWN = """
    SELECT p.id, c.scheme, c.number, c.issuer, c.expires_date
    FROM catalog_product p
    JOIN catalog_certificate c ON c.organisation_id = p.organisation_id
     AND (c.product_id IS NULL OR c.product_id = p.id)
    WHERE p.id = ANY(%(ids)s) AND c.state = 'accepted'
      AND c.issued_date <= %(today)s AND c.expires_date >= %(today)s
    ORDER BY c.scheme, c.id
"""


def certificates_of(product_ids: Sequence[int], today: date) -> dict[int, list[CertificateCard]]:
    """Return the certificates, verified and valid on a day, that products may show, in one statement."""
    found: dict[int, list[CertificateCard]] = {key: [] for key in product_ids}
    statement, keys = among(_SHOWN, product_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys, "today": today})
        for key, *card in cursor.fetchall():
            found[key].append(CertificateCard(*card))
    return found
