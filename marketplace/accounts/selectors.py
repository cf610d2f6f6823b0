"""What is known of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import Address, Device, Passkey, PermissionGroup, User
from marketplace.accounts.pins import token_hash
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Contacts:
    """The phone and the addresses of which a person has proved that they are theirs; empty for none."""

    phone: str
    emails: tuple[str, ...]


def verified_contacts(user: User) -> Contacts:
    """Return how a person is surely reached, in one query."""
    emails = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    if user.email and user.email_verified_at is not None and user.email.lower() not in emails:
        emails.append(user.email.lower())
    return Contacts(
        phone=user.phone if user.phone and user.phone_verified_at is not None else "", emails=tuple(emails)
    )


def addresses_of(actor: Actor) -> list[Address]:
    """Return a person's addresses, the usual one first, in one query; there are at most `MOST_ADDRESSES`."""
    return list(Address.objects.filter(user=actor.user_id).order_by("-is_default", "-id"))


def address_of(*, actor: Actor, address_id: int) -> Address:
    """
    Return one of a person's own addresses.

    :raises NotFound: if there is none, or it is another person's
    """
    found = Address.objects.filter(pk=address_id, user=actor.user_id).first()
    if found is None or actor.user_id is None:
        raise NotFound(_("There is no such address."), field="address")
    return found


def users_by_id(user_ids: Sequence[int]) -> dict[int, User]:
    """Return people by id, in one query; the caller has asked who may see them."""
    return User.objects.in_bulk(list(user_ids))


def addresses_by_user(user_ids: Sequence[int]) -> dict[int, list[Address]]:
    """Return the addresses of people, the usual one first, in one query; the caller has asked who may see them."""
    shelves: dict[int, list[Address]] = {}
    for row in Address.objects.filter(user_id__in=user_ids).order_by("-is_default", "-id"):
        shelves.setdefault(row.user_id, []).append(row)
    return shelves


def permissions_of(user: User) -> frozenset[str]:
    """Return what one of the staff holds, by themselves and through groups, in one query; others hold nothing."""
    if not user.is_staff:
        return frozenset()
    groups = PermissionGroup.objects.filter(members=user).values_list("permissions", flat=True)
    return frozenset(user.staff_permissions).union(*groups)


def holders_of(permission: Permission) -> Q:
    """Return who of the people holds a permission, as a condition on them: superusers, and staff in whatever way."""
    through = PermissionGroup.members.through.objects.filter(
        permissiongroup__permissions__contains=[permission.value]
    )
    own = Q(is_staff=True) & (
        Q(staff_permissions__contains=[permission.value]) | Q(pk__in=through.values("user_id"))
    )
    return Q(is_superuser=True) | own


def user_id_by_reference(reference: str) -> int | None:
    """Return the id of the person with this key in somebody else's system, in one query."""
    if not reference or "\x00" in reference:
        return None
    return User.objects.filter(external_reference=reference).values_list("pk", flat=True).first()


def address_owner(address_id: int) -> int | None:
    """Return whose address it is, in one query; the caller asks who may see it."""
    return Address.objects.filter(pk=address_id).values_list("user_id", flat=True).first()


def groups_by_user(user_ids: Sequence[int]) -> dict[int, list[PermissionGroup]]:
    """Return the groups of people by name, in two queries; the caller has asked who may see them."""
    through = PermissionGroup.members.through.objects.filter(user_id__in=user_ids).order_by(
        "permissiongroup__name"
    )
    rows = list(through.values_list("user_id", "permissiongroup_id"))
    groups = PermissionGroup.objects.in_bulk({group_id for _user, group_id in rows}) if rows else {}
    shelves: dict[int, list[PermissionGroup]] = {}
    for user_id, group_id in rows:
        shelves.setdefault(user_id, []).append(groups[group_id])
    return shelves


def members_of_groups(group_ids: Sequence[int]) -> dict[int, list[User]]:
    """Return the members of groups, oldest first, in two queries; the caller has asked who may see them."""
    through = PermissionGroup.members.through.objects.filter(permissiongroup_id__in=group_ids)
    rows = list(through.order_by("user_id").values_list("permissiongroup_id", "user_id"))
    people = User.objects.in_bulk({user_id for _group, user_id in rows}) if rows else {}
    shelves: dict[int, list[User]] = {}
    for group_id, user_id in rows:
        shelves.setdefault(group_id, []).append(people[user_id])
    return shelves


def passkeys_of(user_id: int) -> list[Passkey]:
    """Return a person's passkeys, the newest first, in one statement."""
    return list(Passkey.objects.filter(user=user_id).order_by("-pk"))


def device_known(token: str) -> Device | None:
    """Return the telephone of a secret if its digits may open the door: one query; None for every other."""
    row = (
        Device.objects.filter(token_hash=token_hash(token), locked_at=None, forgotten_at=None)
        .select_related("user")
        .first()
    )
    if row is None or not row.user.is_active or row.user.phone != row.phone:
        return None
    # Whoever became one of the staff in the meantime comes in like them.
    if row.user.is_staff or row.user.is_superuser or row.user.staff_permissions:
        return None
    return row
