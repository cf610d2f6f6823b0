"""The staff puts products into a collection, takes them out and orders them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.collection import Collection, CollectionProduct
from catalog.models.product import Product, Variant
from catalog.policies import may_write_collections
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_PRODUCTS = 5_000


class NoVariant(InvalidInput):
    """A product without variants can be sold nowhere, so it stands in no collection; `product_ids` says which."""

    code = "CANNOT_MANAGE_PRODUCT_WITHOUT_VARIANT"

    def __init__(self, message: str, *, product_ids: Sequence[int]) -> None:
        super().__init__(message, field="products")
        self.product_ids = product_ids


@transaction.atomic
def collection_products_add(
    *, actor: Actor, collection_id: int, product_ids: Sequence[int], now: datetime
) -> Collection:
    """
    Put products at the end of a collection; those that stand in it keep their places.

    :raises NotAllowed: if the actor does not look after products
    :raises NotFound: if there is no such collection or product
    :raises NoVariant: if one of them has no variant
    :raises InvalidInput: if it would hold too many
    """
    row = _locked(actor, collection_id)
    wanted = list(dict.fromkeys(product_ids))
    if Product.objects.filter(pk__in=wanted).count() != len(wanted):
        raise NotFound(_("There is no such product."), field="products")
    sold = set(Variant.objects.filter(product_id__in=wanted).values_list("product_id", flat=True))
    if without := [key for key in wanted if key not in sold]:
        raise NoVariant(_("Products without variants cannot stand in a collection."), product_ids=without)
    order = _order(row)
    known = set(order)
    order += [key for key in wanted if key not in known]
    if len(order) > MOST_PRODUCTS:
        raise InvalidInput(
            _("A collection holds at most %(most)s products.") % {"most": MOST_PRODUCTS}, field="products"
        )
    _write(row, order, now)
    return row


@transaction.atomic
def collection_products_remove(
    *, actor: Actor, collection_id: int, product_ids: Sequence[int], now: datetime
) -> Collection:
    """
    Take products out of a collection; one that does not stand in it is no error.

    :raises NotAllowed: if the actor does not look after products
    :raises NotFound: if there is no such collection
    """
    row = _locked(actor, collection_id)
    gone = set(product_ids)
    _write(row, [key for key in _order(row) if key not in gone], now)
    return row


@transaction.atomic
def collection_products_move(
    *, actor: Actor, collection_id: int, moves: Sequence[tuple[int, int]], now: datetime
) -> Collection:
    """
    Move products by so many places: each (product id, offset), one after the other; negative ones go to the front.

    :raises NotAllowed: if the actor does not look after products
    :raises NotFound: if there is no such collection, or a product does not stand in it
    """
    row = _locked(actor, collection_id)
    order = _order(row)
    for key, offset in moves:
        if key not in order:
            raise NotFound(_("There is no such product."), field="moves")
        place = order.index(key)
        order.insert(min(max(place + offset, 0), len(order) - 1), order.pop(place))
    _write(row, order, now)
    return row


def _locked(actor: Actor, collection_id: int) -> Collection:
    require(may_write_collections(actor), _("Only the staff for products may write collections."))
    row = Collection.objects.select_for_update().filter(pk=collection_id).first()
    if row is None:
        raise NotFound(_("There is no such collection."), field="collection_id")
    return row


def _order(row: Collection) -> list[int]:
    return list(row.members.order_by("position", "product_id").values_list("product_id", flat=True))


def _write(row: Collection, order: Sequence[int], now: datetime) -> None:
    """Write the whole order, in two statements whatever changed."""
    row.members.exclude(product_id__in=order).delete()
    CollectionProduct.objects.bulk_create(
        [
            CollectionProduct(collection=row, product_id=key, position=place)
            for place, key in enumerate(order)
        ],
        update_conflicts=True,
        unique_fields=["collection", "product"],
        update_fields=["position"],
    )
    row.updated_at = now
    row.save(update_fields=["updated_at"])
