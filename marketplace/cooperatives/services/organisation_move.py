"""An organisation takes its next step on the road to selling, or leaves it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import OrganisationMoved
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.policies import may_move
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import (
    VERIFICATION_FLOW,
    DocumentState,
    IdentifierKind,
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
    :raises IllegalMove: if it cannot take this step now, or papers are missing or not accepted
    :raises InvalidInput: if a reason is needed and missing
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_move(actor, organisation_id, after), _("This step is not yours to take."))
    before = VerificationState(organisation.state)
    VERIFICATION_FLOW.check(before, after)
    said = clean_line(reason, field="reason", most=300, required=after in _NEEDS_REASON)
    papers = list(Identifier.objects.filter(organisation=organisation))
    if after is VerificationState.SUBMITTED:
        _demand_ice(papers)
    if after is VerificationState.VERIFIED:
        _demand_ice(papers)
        handed_in = {paper.submitted_by_id for paper in papers} - {None}
        require(actor.user_id not in handed_in, _("Whoever handed in the papers may not verify them."))
        if any(paper.state != DocumentState.ACCEPTED for paper in papers):
            raise IllegalMove(_("Each official number must be accepted first."), field="identifiers")

    organisation.state = after
    organisation.save(update_fields=["state"])
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


def _demand_ice(papers: list[Identifier]) -> None:
    """The ICE is compulsory for whoever invoices (CGI art. 145-III)."""
    if not any(paper.kind == IdentifierKind.ICE for paper in papers):
        raise IllegalMove(_("The ICE is missing."), field="identifiers")
