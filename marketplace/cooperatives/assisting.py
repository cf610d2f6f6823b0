"""Who may act for whom, and what was done so."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.assistance import Assistance, AssistedAct
from marketplace.cooperatives.policies import may_see
from marketplace.kernel.actor import Actor
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


def assistance_open(*, user_id: int, assistance_id: int, now: datetime) -> Assistance | None:
    """Return what a facilitator may use at `now`, in one query; None: it is not theirs, or has ended."""
    rows = Assistance.objects.select_related("organisation").filter(
        pk=assistance_id, facilitator_id=user_id, ended_at__isnull=True, ends_at__gt=now
    )
    return rows.first()


def assistances_for(*, actor: Actor, now: datetime) -> list[Assistance]:
    """Return all organisations for which a person may act at `now`, in one query."""
    rows = Assistance.objects.select_related("organisation").filter(
        facilitator_id=actor.user_id or 0, ended_at__isnull=True, ends_at__gt=now
    )
    return list(rows.order_by("pk"))


def assistances_of(*, actor: Actor, organisation_id: int) -> list[Assistance]:
    """
    Return who may act, or could, for an organisation, the newest first, in one query.

    :raises NotAllowed: if the actor neither belongs to it nor to the staff who verify
    """
    require(may_see(actor, organisation_id), _("These people are not yours to see."))
    rows = Assistance.objects.select_related("facilitator", "consent_by")
    return list(rows.filter(organisation_id=organisation_id).order_by("-pk")[:50])


def assisted_acts(
    *, actor: Actor, organisation_id: int, after: str = "", first: int = 20
) -> Page[AssistedAct]:
    """
    Return what was done for an organisation by facilitators, the last first, in one query.

    :raises NotAllowed: if the actor neither belongs to it nor to the staff who verify
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see(actor, organisation_id), _("These people are not yours to see."))
    rows = AssistedAct.objects.filter(assistance__organisation_id=organisation_id)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    size = page_size(first)
    found = list(rows.select_related("assistance__facilitator").order_by("-pk")[: size + 1])
    return page_of(found, first=size, keys=lambda row: (row.pk,))
