"""Texts that clients keep with baskets and orders: the customer's, and those of the staff and their apps."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.metadata import Limits, metadata_with, metadata_without
from marketplace.kernel.policy import require
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.policies import may_fill_drafts, may_see_order
from orders.services.checkout_contact_set import LONGEST_KEY, LONGEST_VALUE, MOST_METADATA
from orders.services.checkout_edit import open_checkout_locked

# Anybody can open a basket, so it keeps less than what the staff look after.
_LIMITS = Limits(keys=MOST_METADATA, key=LONGEST_KEY, value=LONGEST_VALUE)


@transaction.atomic
def checkout_metadata_write(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> Checkout:
    """
    Write and remove keys of a basket's metadata; the public ones go over to its order.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises NotAllowed: if the private part is not the actor's to write
    :raises Conflict: if it has become an order
    :raises InvalidInput: if a key is empty, or it is too much
    """
    if is_private:
        keepers = (Permission.MANAGE_CHECKOUTS, Permission.HANDLE_CHECKOUTS, Permission.HANDLE_TAXES)
        require(any(actor.may(each) for each in keepers), _("You may not change the metadata of this."))
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    _write(checkout, changes or {}, removed, is_private=is_private)
    return checkout


@transaction.atomic
def order_metadata_write(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> Order:
    """
    Write and remove keys of an order's metadata: the customer the public ones, the staff both.

    :raises NotFound: if there is no such order, or it is another person's
    :raises NotAllowed: if the private part is not the actor's to write
    :raises InvalidInput: if a key is empty, or it is too much
    """
    if is_private:
        require(actor.may(Permission.MANAGE_ORDERS), _("You may not change the metadata of this."))
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id).first()
    if order is None or not may_see_order(actor, order.user_id):
        raise NotFound(_("There is no such order."), field="order")
    _write(order, changes or {}, removed, is_private=is_private)
    return order


@transaction.atomic
def draft_metadata_write(
    *,
    actor: Actor,
    draft_id: uuid.UUID,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> None:
    """
    Write and remove keys of a draft's metadata, which go over to its order; both parts are the staff's.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft
    :raises InvalidInput: if a key is empty, or it is too much
    """
    require(may_fill_drafts(actor), _("You may not change the metadata of this."))
    rows = Checkout.objects.select_for_update(of=("self",))
    checkout = rows.filter(pk=draft_id, draft__isnull=False, completed_at=None).first()
    if checkout is None:
        raise NotFound(_("There is no such order."), field="order")
    _write(checkout, changes or {}, removed, is_private=is_private)


def _write(
    row: Checkout | Order, changes: Mapping[str, str], removed: Sequence[str], *, is_private: bool
) -> None:
    column = "private_metadata" if is_private else "metadata"
    written = metadata_with(getattr(row, column), changes, field="input", limits=_LIMITS)
    setattr(row, column, metadata_without(written, removed))
    row.save(update_fields=[column])
