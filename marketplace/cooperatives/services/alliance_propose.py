"""A cooperative proposes an alliance to others; it begins once all of them have accepted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import AllianceInvited
from marketplace.cooperatives.models.alliance import AllianceInvitation, AllianceRule, AllianceStep
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.policies import may_ally
from marketplace.cooperatives.proposing import rule_as_json, rule_read
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import AllianceState, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.input_texts import clean_texts
from marketplace.kernel.policy import require
from marketplace.kernel.slugs import free_slug, slug_from
from marketplace.outbox import bus

MOST_MEMBERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceDraft:
    """What is proposed: brand, story, whom to ask, the rule to begin with, and until when."""

    names: Mapping[str, str]
    invited_ids: Collection[int]
    rule: Mapping[str, Any]
    stories: Mapping[str, str] = field(default_factory=dict)
    until_date: date | None = None


@transaction.atomic
def alliance_propose(*, actor: Actor, organisation_id: int, draft: AllianceDraft, now: datetime) -> Alliance:
    """
    Found an alliance of the proposer and ask the others; the proposer sells for all until they decide otherwise.

    :raises NotFound: if there is no such organisation, or it is not the actor's
    :raises NotAllowed: if the actor is not its president
    :raises IllegalMove: if it may not sell
    :raises InvalidInput: naming what cannot be used
    """
    founder = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(
        may_ally(actor, organisation_id), _("Only the president speaks for the cooperative in an alliance.")
    )
    if not founder.may_sell:
        raise IllegalMove(_("Your cooperative may not sell yet."), field="organisation")
    invited = _invited(draft.invited_ids, organisation_id)
    named = [organisation_id, *(row.pk for row in invited)]
    rule = rule_read(draft.rule, members=named)
    today = timezone.localdate(now)
    if draft.until_date is not None and draft.until_date <= today:
        raise InvalidInput(_("Please choose a day to come."), field="until_date")
    alliance = Alliance.objects.create(
        names=clean_texts(draft.names, field="names", most=80, required=True),
        stories=clean_texts(draft.stories, field="stories", most=2_000),
        slug=_slug(draft.names),
        province=founder.province,
        region=founder.region,
        since_date=today,
        until_date=draft.until_date,
        state=AllianceState.PROPOSED,
        seller=founder,
    )
    alliance.members.add(founder)
    AllianceRule.objects.create(alliance=alliance, from_at=now, **rule_as_json(rule))
    AllianceStep.objects.create(
        alliance=alliance, state=AllianceState.PROPOSED, organisation=founder, has_joined=True,
        actor=actor.name, happened_at=now,
    )  # fmt: skip
    for row in invited:
        alliance_invite(alliance, row, now=now)
    return alliance


def alliance_invite(alliance: Alliance, organisation: Organisation, *, now: datetime) -> AllianceInvitation:
    """Ask a cooperative to belong to an alliance, within the caller's transaction; asking again changes nothing."""
    invitation, is_new = AllianceInvitation.objects.get_or_create(
        alliance=alliance, organisation=organisation, answered_at=None, defaults={"invited_at": now}
    )
    if is_new:
        event = AllianceInvited(invitation_id=invitation.pk, organisation_id=organisation.pk, happened_at=now)
        bus.publish(event)
    return invitation


def _invited(wanted: Collection[int], organisation_id: int) -> list[Organisation]:
    ids = set(wanted) - {organisation_id}
    rows = Organisation.objects.filter(pk__in=ids, state=VerificationState.ACTIVE, is_seller=True)
    found = list(rows.order_by("pk"))
    if not found or len(found) < len(ids):
        raise InvalidInput(_("Please choose at least one other cooperative that sells."), field="invited")
    if len(found) >= MOST_MEMBERS:
        raise InvalidInput(
            _("An alliance has at most %(most)s members.") % {"most": MOST_MEMBERS}, field="invited"
        )
    return found


def _slug(names: Mapping[str, str]) -> str:
    text = next((names[code] for code in ("fr", "en", "es", "ar", "zgh") if names.get(code)), "")
    base = slug_from(text, fallback="alliance", most=70)
    return free_slug(base, set(Alliance.objects.filter(slug__startswith=base).values_list("slug", flat=True)))
