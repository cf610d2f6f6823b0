"""The accountant says how a seller, a family or a product is taxed from a day on."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Product
from catalog.models.tax import TaxAssignment, TaxTreatment
from catalog.states import TaxCode
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require


@transaction.atomic
def tax_assign(
    *,
    actor: Actor,
    code: str,
    from_date: date,
    organisation_id: int | None = None,
    product_type_id: int | None = None,
    product_id: int | None = None,
    article: str = "",
) -> TaxAssignment:
    """
    Assign a tax code from a day on; the same target and day again replaces it.

    :param article: the article of the tax code that grants it, printed on invoices
    :raises NotAllowed: if the actor may not change settings
    :raises NotFound: if the product does not exist
    :raises InvalidInput: if no target was named, the code is unknown, or has no treatment on that day
    """
    require(actor.may(Permission.MANAGE_SETTINGS), _("Only who manages the settings may assign taxes."))
    if organisation_id is None and product_type_id is None and product_id is None:
        raise InvalidInput(_("Say for whom this tax holds."), field="organisation")
    if code not in TaxCode.values:
        raise InvalidInput(_("This tax code is not one of ours."), field="code")
    if not TaxTreatment.objects.filter(code=code, from_date__lte=from_date).exists():
        raise InvalidInput(_("This tax code has no rate on that day."), field="from_date")
    if product_id is not None and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(_("There is no such product."), field="product")
    target: dict[str, Any] = {
        "organisation_id": organisation_id,
        "product_type_id": product_type_id,
        "product_id": product_id,
    }
    assignment, _created = TaxAssignment.objects.update_or_create(
        **target,
        from_date=from_date,
        defaults={"code": code, "article": clean_line(article, field="article", most=120, required=False)},
    )
    return assignment
