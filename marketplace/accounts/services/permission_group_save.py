"""Groups of permissions for the staff."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PersonUpdated
from marketplace.accounts.models import PermissionGroup, User
from marketplace.accounts.policies import may_give, may_manage_staff
from marketplace.accounts.selectors import permissions_of
from marketplace.accounts.services.staff_save import StaffRefused
from marketplace.kernel.actor import OWN_PERMISSIONS, Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def permission_group_create(
    *, actor: Actor, name: str, permissions: Collection[str], user_ids: Sequence[int] = (), now: datetime
) -> PermissionGroup:
    """
    Make a group.

    :raises NotAllowed: if the actor does not look after the staff
    :raises StaffRefused: if the name is taken, a permission is not the actor's to give, or a person is not staff
    :raises InvalidInput: if the name is empty or too long
    """
    require(may_manage_staff(actor), _("You may not manage the staff."))
    _demand_givable(actor, permissions, field="add_permissions")
    group = PermissionGroup(name=_name(name), permissions=sorted(permissions))
    members = _staff(actor, user_ids, field="add_users")
    group.save()
    group.members.add(*members)
    _tell(members, now)
    return group


@transaction.atomic
def permission_group_update(
    *,
    actor: Actor,
    group_id: int,
    name: str | None = None,
    add_permissions: Collection[str] = (),
    remove_permissions: Collection[str] = (),
    add_user_ids: Sequence[int] = (),
    remove_user_ids: Sequence[int] = (),
    now: datetime,
) -> PermissionGroup:
    """
    Change a group.

    :raises NotAllowed: if the actor does not look after the staff
    :raises NotFound: if there is no such group
    :raises StaffRefused: if the group or a permission is not the actor's to give, something is both added and removed,
        or a person is none of the staff
    :raises InvalidInput: if the name is empty or too long
    """
    require(may_manage_staff(actor), _("You may not manage the staff."))
    group = _locked(actor, group_id)
    if set(add_permissions) & set(remove_permissions):
        raise _twice("add_permissions")
    if set(add_user_ids) & set(remove_user_ids):
        raise _twice("add_users")
    _demand_givable(actor, add_permissions, field="add_permissions")
    added = _staff(actor, add_user_ids, field="add_users")
    removed = _staff(actor, remove_user_ids, field="remove_users")
    group.name = group.name if name is None else _name(name, group)
    group.permissions = sorted({*group.permissions, *add_permissions} - set(remove_permissions))
    group.save()
    group.members.add(*added)
    group.members.remove(*removed)
    _tell([*group.members.all(), *removed], now)
    return group


@transaction.atomic
def permission_group_delete(*, actor: Actor, group_id: int, now: datetime) -> PermissionGroup:
    """
    Delete a group; its members lose what only it gave them.

    :raises NotAllowed: if the actor does not look after the staff
    :raises NotFound: if there is no such group
    :raises StaffRefused: if it holds more than the actor does
    """
    require(may_manage_staff(actor), _("You may not manage the staff."))
    group = _locked(actor, group_id)
    members, key = list(group.members.all()), group.pk
    group.delete()
    group.pk = key
    _tell(members, now)
    return group


def _locked(actor: Actor, group_id: int) -> PermissionGroup:
    group = PermissionGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise NotFound(_("There is no such group: %(group)s.") % {"group": group_id}, field="id")
    if not may_give(actor, group.permissions):
        raise StaffRefused(_("You can't manage this group."), code="OUT_OF_SCOPE_PERMISSION", field="id")
    return group


def _name(name: str, group: PermissionGroup | None = None) -> str:
    written = clean_line(name, field="name", most=150)
    taken = PermissionGroup.objects.filter(name=written)
    if (taken.exclude(pk=group.pk) if group is not None else taken).exists():
        raise StaffRefused(_("Group with this Name already exists."), code="UNIQUE", field="name")
    return written


def _demand_givable(actor: Actor, permissions: Collection[str], *, field: str) -> None:
    if not may_give(actor, permissions) or OWN_PERMISSIONS & set(permissions):
        raise StaffRefused(
            _("You can't add permission that you don't have."), code="OUT_OF_SCOPE_PERMISSION", field=field
        )


def _twice(field: str) -> StaffRefused:
    return StaffRefused(
        _("The same object cannot be in both lists."), code="DUPLICATED_INPUT_ITEM", field=field
    )


def _staff(actor: Actor, user_ids: Sequence[int], *, field: str) -> list[User]:
    found = list(User.objects.select_for_update().filter(pk__in=user_ids).order_by("pk"))
    if len(found) < len(set(user_ids)) or any(not user.is_staff for user in found):
        raise StaffRefused(_("User must be staff member."), code="ASSIGN_NON_STAFF_MEMBER", field=field)
    if any(not may_give(actor, permissions_of(user)) for user in found):
        raise StaffRefused(_("You can't manage these users."), code="OUT_OF_SCOPE_USER", field=field)
    return found


def _tell(people: Collection[User], now: datetime) -> None:
    for key in sorted({user.pk for user in people}):
        bus.publish(PersonUpdated(user_id=key, is_staff=True, happened_at=now))
