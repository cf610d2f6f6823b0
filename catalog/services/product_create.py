"""A seller writes down a new product."""

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models.product import Product
from catalog.policies import may_edit, may_see
from catalog.services.attributes_derive import attributes_derive
from catalog.services.product_changes import ProductChanges
from catalog.services.search_document import search_document_write
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import normalised

_REQUIRED = ("product_type_id", "category_id", "names", "province")


@transaction.atomic
def product_create(*, actor: Actor, organisation_id: int, changes: ProductChanges, now: datetime) -> Product:
    """
    Write a draft: its family, shelf, names and province are needed, the rest can follow.

    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write its products
    :raises IllegalMove: if the organisation does not sell or is closed
    :raises InvalidInput: naming the part that is missing or cannot be used
    """
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not may_see(actor, organisation_id):
        raise NotFound(_("There is no such organisation."), field="organisation")
    require(may_edit(actor, organisation_id), _("Only the president or the sales people may write products."))
    if not organisation.is_seller or organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation does not sell."), field="organisation")
    for part in _REQUIRED:
        if getattr(changes, part) is None:
            raise InvalidInput(_("This must not be empty."), field=part.removesuffix("_id"))
    product = _inserted(
        {**changes.columns(), "organisation_id": organisation_id, "created_at": now, "updated_at": now}
    )
    search_document_write(product_ids=[product.pk])
    attributes_derive(product_ids=[product.pk])
    return product


def _inserted(columns: dict[str, Any]) -> Product:
    """Insert under the first free of a few names for its address."""
    names = columns["names"]
    readable = names.get("fr") or names.get("en") or names.get("es") or ""
    base = slugify(normalised(readable))[:80] or "produit"
    for slug in (base, *(f"{base}-{secrets.token_hex(3)}" for _attempt in range(3))):
        try:
            with transaction.atomic():
                return Product.objects.create(slug=slug, **columns)
        except IntegrityError as error:
            if "slug" not in str(error):
                raise
    raise Conflict(_("No free address was found for this product; please try again."), field="slug")
