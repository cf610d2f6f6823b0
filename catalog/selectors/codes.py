"""Variants by the codes that are printed on goods."""

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from marketplace.kernel.errors import NotFound


def variant_by_code(code: str) -> Variant:
    """
    Return the variant of a SKU or GTIN with its product and maker; one query.

    :raises NotFound: if no variant has this code
    """
    wanted = code.strip()
    rows = Variant.objects.select_related("product__organisation", "product__product_type")
    found = rows.filter(Q(sku__iexact=wanted) | Q(gtin=wanted)).first() if wanted else None
    if found is None:
        raise NotFound(_("No product has the code %(code)s.") % {"code": code}, field="code")
    return found
