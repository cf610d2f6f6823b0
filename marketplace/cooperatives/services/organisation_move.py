"""An organisation takes its next step on the road to selling, or leaves it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import OrganisationMoved
from marketplace.cooperatives.joining import agreement_in_force, is_signed
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.models.joining import OrganisationStep
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.policies import may_move
from marketplace.cooperatives.requirements import papers_missing
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import (
    VERIFICATION_FLOW,
    DocumentState,
    VerificationState,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus

_NEEDS_REASON = frozenset({VerificationState.NEEDS_CHANGES, VerificationState.SUSPENDED})


@transaction.atomic
def organisation_move(
    *, actor: Actor, organisation_id: int, after: VerificationState, reason: str = "", now: datetime
) -> Organisation:
    """
    Move an organisation to its next verification state and tell the rest of the house.

    :param reason: what is to change, or why it is suspended; needed for these two
    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if this step is not the actor's: nobody verifies an organisation that they belong to
        or whose papers they handed in
    :raises IllegalMove: if it cannot take this step now, papers are missing or not accepted, or the agreement
        is not signed
    :raises InvalidInput: if a reason is needed and missing
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_move(actor, organisation_id, after), _("This step is not yours to take."))
    before = VerificationState(organisation.state)
    VERIFICATION_FLOW.check(before, after)
    said = clean_line(reason, field="reason", most=300, required=after in _NEEDS_REASON)
    papers = list(Identifier.objects.filter(organisation=organisation))
    if after in {VerificationState.SUBMITTED, VerificationState.VERIFIED}:
        _demand_papers(organisation, papers)
    if before is VerificationState.VERIFIED and after is VerificationState.ACTIVE:
        _demand_signature(organisation, now)
    if after is VerificationState.VERIFIED:
        handed_in = {paper.submitted_by_id for paper in papers} - {None}
        require(actor.user_id not in handed_in, _("Whoever handed in the papers may not verify them."))
        if any(paper.state != DocumentState.ACCEPTED for paper in papers):
            raise IllegalMove(_("Each official number must be accepted first."), field="identifiers")

    organisation.state = after
    organisation.save(update_fields=["state"])
    OrganisationStep.objects.create(
        organisation=organisation,
        before=before,
        after=after,
        actor=actor.name,
        reason=said,
        happened_at=now,
    )
    bus.publish(
        OrganisationMoved(
            organisation_id=organisation.pk,
            before=before.value,
            after=after.value,
            reason=said,
            happened_at=now,
        )
    )
    return organisation


def _demand_papers(organisation: Organisation, papers: list[Identifier]) -> None:
    """Demand what this form and trade hands in; a refused paper is none."""
    missing = papers_missing(
        organisation.kind,
        organisation.sector,
        sells=organisation.is_seller,
        handed_in=[paper.kind for paper in papers if paper.state != DocumentState.REFUSED],
    )
    if missing:
        names = ", ".join(str(paper.label) for paper in missing)
        raise IllegalMove(_("Still missing: %(papers)s.") % {"papers": names}, field="identifiers")


def _demand_signature(organisation: Organisation, now: datetime) -> None:
    """Nobody sells before the agreement in force is signed (none is demanded where there is none yet)."""
    agreement = agreement_in_force(timezone.localdate(now))
    if organisation.is_seller and agreement and not is_signed(organisation.pk, agreement.pk):
        raise IllegalMove(_("The agreement is not signed yet."), field="agreement")
