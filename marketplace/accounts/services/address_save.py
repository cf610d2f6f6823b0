"""A person keeps addresses; so do those who look after customers, for them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PersonUpdated
from marketplace.accounts.models import Address, User
from marketplace.accounts.policies import may_impersonate, may_see_addresses
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotAllowed, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.phones import parse_phone
from marketplace.kernel.places import place_read
from marketplace.outbox import bus

MOST_ADDRESSES = 20
# Field -> (longest, must be there)
LINES = {
    "recipient": (150, True),
    "street": (200, True),
    "quarter": (100, False),
    "landmark": (200, False),
    "city": (100, True),
    "company": (100, False),
    "given": (100, False),
}


@transaction.atomic
def address_save(
    *,
    actor: Actor,
    values: Mapping[str, str],
    address_id: int | None = None,
    is_default: bool = False,
    owner_id: int | None = None,
    metadata: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Address:
    """
    Add an address, or change one; the first is the usual one, and so is one that is asked to be.

    :param owner_id: whose it is, when the staff write it (None: the actor's)
    :param now: when it happened, for whoever is told of changes (None: nobody is told)
    :raises NotAllowed: if nobody is signed in, or the owner is another person and the actor looks after nobody
    :raises NotFound: if it is another person's
    :raises InvalidInput: naming the field that cannot be used
    :raises Conflict: if there are as many as one person can have
    """
    owner = _owner(actor, owner_id)
    row = address_write(owner=owner, values=values, address_id=address_id, metadata=metadata)
    if is_default:
        address_default_set(row, shipping=True, billing=True)
    _tell(owner, now)
    return row


@transaction.atomic
def address_default(
    *,
    actor: Actor,
    address_id: int,
    shipping: bool = True,
    billing: bool = True,
    owner_id: int | None = None,
    now: datetime | None = None,
) -> User:
    """
    Make an address the usual one for parcels, for bills, or for both.

    :raises NotAllowed: if nobody is signed in, or the owner is another person and the actor looks after nobody
    :raises NotFound: if it is another person's
    """
    owner = _owner(actor, owner_id)
    address_default_set(_found(owner, address_id), shipping=shipping, billing=billing)
    _tell(owner, now)
    return owner


@transaction.atomic
def address_delete(
    *, actor: Actor, address_id: int, owner_id: int | None = None, now: datetime | None = None
) -> Address:
    """
    Forget an address; if it was the usual one, the newest of the others becomes it.

    :raises NotAllowed: if nobody is signed in, or the owner is another person and the actor looks after nobody
    :raises NotFound: if it is another person's
    """
    owner = _owner(actor, owner_id)
    row = _found(owner, address_id)
    key, shipping, billing = row.pk, row.is_default, row.is_default_billing
    row.delete()
    row.pk = key
    newest = Address.objects.filter(user=owner).order_by("-pk").first()
    if newest is not None:
        address_default_set(newest, shipping=shipping, billing=billing)
    _tell(owner, now)
    return row


def address_write(
    *,
    owner: User,
    values: Mapping[str, str],
    address_id: int | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Address:
    """
    Write an address of a person whose row is locked.

    :raises NotFound: if it is another person's
    :raises InvalidInput: naming the field that cannot be used
    :raises Conflict: if there are as many as one person can have
    """
    row = _found(owner, address_id) if address_id is not None else Address(user=owner)
    for column, value in _columns(values).items():
        setattr(row, column, value)
    if address_id is None:
        count = Address.objects.filter(user=owner).count()
        if count >= MOST_ADDRESSES:
            raise Conflict(
                _("You have %(most)d addresses already.") % {"most": MOST_ADDRESSES}, field="address"
            )
        row.is_default = row.is_default_billing = count == 0
    row.metadata = metadata_with(row.metadata, metadata or {}, field="metadata")
    row.save()
    return row


def address_default_set(row: Address, *, shipping: bool, billing: bool) -> None:
    """Make an address the usual one of its owner, whose row is locked."""
    for column, is_meant in (("is_default", shipping), ("is_default_billing", billing)):
        if is_meant:
            others = Address.objects.filter(user=row.user_id, **{column: True}).exclude(pk=row.pk)
            others.update(**{column: False})
            setattr(row, column, True)
    row.save(update_fields=["is_default", "is_default_billing"])


def _owner(actor: Actor, owner_id: int | None) -> User:
    key = actor.user_id if owner_id is None else owner_id
    if key is None:
        raise NotAllowed(_("Please sign in first."))
    if not may_see_addresses(actor, key) and not may_impersonate(actor):
        raise NotFound(_("There is no such address."), field="address")
    # The person is locked, so that two requests at once do not make two usual addresses.
    owner = User.objects.select_for_update().filter(pk=key).first()
    if owner is None:
        raise NotFound(_("There is no such customer."), field="user_id")
    return owner


def _found(owner: User, address_id: int) -> Address:
    found = Address.objects.filter(user=owner, pk=address_id).first()
    if found is None:
        raise NotFound(_("There is no such address."), field="address")
    return found


def _tell(owner: User, now: datetime | None) -> None:
    if now is not None:
        bus.publish(PersonUpdated(user_id=owner.pk, is_staff=owner.is_staff, happened_at=now))


def _columns(values: Mapping[str, str]) -> dict[str, str]:
    columns = {
        name: clean_line(values.get(name, ""), field=name, most=most, required=required)
        for name, (most, required) in LINES.items()
    }
    place = place_read(values)
    phone = parse_phone(values.get("phone", ""), country=place["country"])
    return columns | place | {"phone": phone}
