"""An organisation is invited by the staff, or applies by itself."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.cooperatives.states import OrganisationKind, Role, Sector, VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.geography import region_of
from marketplace.kernel.input_texts import clean_texts
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import normalised


@transaction.atomic
def organisation_create(
    *,
    actor: Actor,
    kind: str,
    names: Mapping[str, str],
    province: str,
    sector: str = "",
    is_seller: bool = True,
    is_hub: bool = False,
    is_carrier: bool = False,
    now: datetime,
) -> Organisation:
    """
    Create an organisation: invited, when the staff does; with a first president, when a person applies.

    :param province: ISO 3166-2 code of the province of its seat
    :raises NotAllowed: if the actor is not signed in, or makes a hub or carrier without being of the staff
    :raises InvalidInput: naming the part that cannot be used
    """
    is_staff = actor.may(Permission.VERIFY_COOPERATIVES)
    require(not actor.is_anonymous, _("Please sign in first."))
    require(is_staff or not (is_hub or is_carrier), _("Only the staff may create hubs and carriers."))
    _check_sorting(kind, sector)
    organisation = _inserted(
        {
            "kind": kind,
            "names": clean_texts(names, field="names", most=120, required=True),
            "province": province,
            "region": region_of(province).code,
            "sector": sector,
            "is_seller": is_seller,
            "is_hub": is_hub,
            "is_carrier": is_carrier,
            "state": VerificationState.INVITED if is_staff else VerificationState.PROFILE,
            "created_at": now,
        }
    )
    if not is_staff and actor.user_id is not None:
        _make_president(organisation, actor.user_id, now)
    return organisation


def _make_president(organisation: Organisation, user_id: int, now: datetime) -> None:
    Membership.objects.create(
        organisation=organisation,
        user_id=user_id,
        role=Role.PRESIDENT,
        since_date=timezone.localdate(now),
    )


def _check_sorting(kind: str, sector: str) -> None:
    if kind not in OrganisationKind.values:
        raise InvalidInput(_("This kind of organisation is not one of ours."), field="kind")
    if sector and sector not in Sector.values:
        raise InvalidInput(_("This sector is not one of ours."), field="sector")


def _inserted(columns: dict[str, Any]) -> Organisation:
    """Insert under the first free of a few names for its address."""
    names = columns["names"]
    base = slugify(normalised(names.get("fr") or names.get("en") or ""))[:70] or "cooperative"
    for slug in (base, *(f"{base}-{secrets.token_hex(3)}" for _attempt in range(3))):
        try:
            with transaction.atomic():
                return Organisation.objects.create(slug=slug, **columns)
        except IntegrityError as error:
            if "slug" not in str(error):
                raise
    raise Conflict(_("No free address was found; please try again."), field="slug")
