"""The staff makes, changes and deletes collections."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.models.collection import Collection
from catalog.policies import may_write_collections
from catalog.services.background_keep import Background, background_kept
from catalog.services.collection_products import collection_products_add
from catalog.services.described_changes import DescribedChanges, Missing, descriptions_of, slug_for, taken
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


def collection_create(
    *,
    actor: Actor,
    changes: DescribedChanges,
    product_ids: Sequence[int] = (),
    background: Background | None = None,
    now: datetime,
) -> Collection:
    """
    Make a collection, shown nowhere yet; a slug is made of its name if none is given.

    :raises NotAllowed: if the actor does not look after products
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises Taken: if the slug is another collection's
    :raises NotFound: if one of the products does not exist
    """
    require(may_write_collections(actor), _("Only the staff for products may write collections."))
    columns = changes.columns()
    if "names" not in columns:
        raise Missing(_("This must not be empty."), field="name")
    columns["descriptions"] = descriptions_of(columns.get("documents", {}))
    columns.setdefault("slug", slug_for(Collection, columns["names"], fallback="collection"))
    stored = background_kept(background)
    with transaction.atomic():
        place = Collection.objects.aggregate(last=Max("position"))["last"]
        try:
            with transaction.atomic():
                row = Collection.objects.create(
                    **columns,
                    **stored,
                    position=0 if place is None else place + 1,
                    created_at=now,
                    updated_at=now,
                )
        except IntegrityError as error:
            raise taken(error) from None
        if product_ids:
            collection_products_add(actor=actor, collection_id=row.pk, product_ids=product_ids, now=now)
    return row


def collection_update(
    *,
    actor: Actor,
    collection_id: int,
    changes: DescribedChanges,
    background: Background | None = None,
    now: datetime,
) -> Collection:
    """
    Change what is said of a collection.

    :raises NotAllowed: if the actor does not look after products
    :raises NotFound: if there is no such collection
    :raises InvalidInput: naming the part that cannot be used
    :raises Taken: if the slug is another collection's
    """
    require(may_write_collections(actor), _("Only the staff for products may write collections."))
    stored = background_kept(background)
    with transaction.atomic():
        row = Collection.objects.select_for_update().filter(pk=collection_id).first()
        if row is None:
            raise NotFound(_("There is no such collection."), field="id")
        columns = {**changes.columns(row), **stored, "updated_at": now}
        if "documents" in columns:
            columns["descriptions"] = {**row.descriptions, **descriptions_of(columns["documents"])}
        for column, value in columns.items():
            setattr(row, column, value)
        try:
            with transaction.atomic():
                row.save(update_fields=[*columns])
        except IntegrityError as error:
            raise taken(error) from None
    return row


@transaction.atomic
def collections_delete(*, actor: Actor, collection_ids: Sequence[int]) -> int:
    """
    Delete collections; their products stay. Return how many there were.

    :raises NotAllowed: if the actor does not look after products
    """
    require(may_write_collections(actor), _("Only the staff for products may write collections."))
    rows = Collection.objects.filter(pk__in=list(collection_ids))
    count = rows.count()
    rows.delete()
    return count
