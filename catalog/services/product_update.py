"""A seller, or the staff, changes what is said of a product."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Product
from catalog.policies import may_edit, may_review
from catalog.selectors.seller import product_locked
from catalog.services.attributes_derive import attributes_derive
from catalog.services.listing_refresh import listing_names_refresh, listing_refresh
from catalog.services.product_changes import ProductChanges
from catalog.services.search_document import search_document_write
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.policy import require

# What a reviewer approved: a seller changes it only before the review, or after taking the product back.
APPROVED_PARTS = frozenset(
    {"names", "allergens", "ingredients", "product_type_id", "category_id", "province"}
)
OPEN_STATES = frozenset({ProductState.DRAFT, ProductState.CHANGES_REQUESTED})


@transaction.atomic
def product_update(*, actor: Actor, product_id: int, changes: ProductChanges, now: datetime) -> Product:
    """
    Change texts, origin, season or sorting of a product.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived, or a part that was approved is to change without a new review
    :raises InvalidInput: naming the part that cannot be used
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    columns = {
        column: value for column, value in changes.columns().items() if getattr(product, column) != value
    }
    reopened = product.state in OPEN_STATES or may_review(actor)
    if not reopened and (blocked := APPROVED_PARTS & columns.keys()):
        raise IllegalMove(
            _("This has been approved: take the product back to change it."), field=min(blocked)
        )
    if not columns:
        return product
    for column, value in columns.items():
        setattr(product, column, value)
    product.updated_at = now
    product.save(update_fields=[*columns, "updated_at"])
    search_document_write(product_ids=[product.pk])
    listing_refresh(product_ids=[product.pk])
    listing_names_refresh(product_ids=[product.pk])
    attributes_derive(product_ids=[product.pk])
    return product
