"""A person keeps addresses."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Address, User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.geography import provinces
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.phones import parse_phone, parse_postcode

MOST_ADDRESSES = 20
# Field -> (longest, must be there)
LINES = {
    "recipient": (150, True),
    "street": (200, True),
    "quarter": (100, False),
    "landmark": (200, False),
    "city": (100, True),
}


@transaction.atomic
def address_save(
    *, actor: Actor, values: Mapping[str, str], address_id: int | None = None, is_default: bool = False
) -> Address:
    """
    Add an address of the actor, or change one; the first is the usual one, and so is one that is asked to be.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if it is another person's
    :raises InvalidInput: naming the field that cannot be used
    :raises Conflict: if there are as many as one person can have
    """
    own = _own(actor)
    row = _found(own, address_id) if address_id is not None else Address()
    for column, value in _columns(values).items():
        setattr(row, column, value)
    if address_id is None and len(own) >= MOST_ADDRESSES:
        raise Conflict(_("You have %(most)d addresses already.") % {"most": MOST_ADDRESSES}, field="address")
    if is_default or not own:
        Address.objects.filter(user=actor.user_id, is_default=True).exclude(pk=row.pk).update(
            is_default=False
        )
        row.is_default = True
    row.user_id = actor.user_id or 0
    row.save()
    return row


@transaction.atomic
def address_default(*, actor: Actor, address_id: int) -> None:
    """
    Make an address the usual one.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if it is another person's
    """
    row = _found(_own(actor), address_id)
    Address.objects.filter(user=actor.user_id, is_default=True).exclude(pk=row.pk).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default"])


@transaction.atomic
def address_delete(*, actor: Actor, address_id: int) -> None:
    """
    Forget an address; if it was the usual one, the newest of the others becomes it.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if it is another person's
    """
    own = _own(actor)
    row = _found(own, address_id)
    others = [each for each in own if each is not row]
    row.delete()
    if row.is_default and others:
        newest = max(others, key=lambda each: each.pk)
        newest.is_default = True
        newest.save(update_fields=["is_default"])


def _own(actor: Actor) -> list[Address]:
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    # The person is locked, so that two requests at once do not make two usual addresses.
    User.objects.select_for_update().only("pk").get(pk=actor.user_id)
    return list(Address.objects.filter(user=actor.user_id))


def _found(own: list[Address], address_id: int) -> Address:
    found = next((row for row in own if row.pk == address_id), None)
    if found is None:
        raise NotFound(_("There is no such address."), field="address")
    return found


def _columns(values: Mapping[str, str]) -> dict[str, str]:
    columns = {
        name: clean_line(values.get(name, ""), field=name, most=most, required=required)
        for name, (most, required) in LINES.items()
    }
    province = values.get("province", "")
    if province not in provinces():
        raise InvalidInput(_("Please choose your province or prefecture."), field="province")
    postcode = values.get("postcode", "").strip()
    return columns | {
        "phone": parse_phone(values.get("phone", "")),
        "province": province,
        "postcode": parse_postcode(postcode) if postcode else "",
    }
