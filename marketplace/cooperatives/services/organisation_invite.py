"""The staff opens an organisation's file and asks its first president, both or neither."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.services.invitation_send import invitation_send
from marketplace.cooperatives.services.organisation_create import organisation_create
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.policy import require


@transaction.atomic
def organisation_invite(
    *,
    actor: Actor,
    kind: str,
    names: Mapping[str, str],
    province: str,
    sector: str,
    phone: str,
    language: str,
    now: datetime,
) -> Organisation:
    """
    Create an invited organisation that sells, and offer its presidency on a phone.

    :raises NotAllowed: if the actor is not of the staff who verify
    :raises InvalidInput: naming the part that cannot be used; nothing is kept then
    """
    require(
        actor.may(Permission.VERIFY_COOPERATIVES), _("Only the staff who verify may invite organisations.")
    )
    organisation = organisation_create(
        actor=actor, kind=kind, names=names, province=province, sector=sector, now=now
    )
    invitation_send(
        actor=actor,
        organisation_id=organisation.pk,
        phone=phone,
        role=Role.PRESIDENT,
        language=language,
        now=now,
    )
    return organisation
