"""The back office says by which class a product or a family is taxed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.product import Product
from catalog.models.tax import TaxAssignment, TaxClass
from catalog.models.taxonomy import ProductType
from catalog.states import TaxCode
from marketplace.kernel.errors import NotFound


@transaction.atomic
def product_tax_class_assign(*, product: Product, tax_class_id: int | None, now: datetime) -> None:
    """
    Let a class hold for a product from today on; None gives it back to its seller's and family's rules.

    Whoever calls has asked whether the actor may.

    :raises NotFound: if there is no such class
    """
    if tax_class_id is None:
        TaxAssignment.objects.filter(
            product=product, organisation__isnull=True, product_type__isnull=True
        ).delete()
        return
    TaxAssignment.objects.update_or_create(
        organisation=None,
        product_type=None,
        product=product,
        from_date=timezone.localdate(now),
        defaults={"code": tax_class_code(tax_class_id), "article": ""},
    )


def family_tax_class_assign(*, family: ProductType, tax_class_id: int | None) -> None:
    """
    Let a class hold for a family where no assignment says otherwise; None means the normal rate.

    :raises NotFound: if there is no such class
    """
    family.default_tax_code = TaxCode.NORMAL.value if tax_class_id is None else tax_class_code(tax_class_id)
    family.save(update_fields=["default_tax_code"])


def tax_class_code(tax_class_id: int) -> str:
    """
    Return the code of a class.

    :raises NotFound: if there is no such class
    """
    code = TaxClass.objects.filter(pk=tax_class_id).values_list("code", flat=True).first()
    if code is None:
        raise NotFound(_("There is no such tax class."), field="tax_class")
    return code
