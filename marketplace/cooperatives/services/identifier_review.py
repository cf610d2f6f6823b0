"""The staff accepts or refuses an official number."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import IdentifierReviewed
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.policies import is_second_person, may_verify
from marketplace.cooperatives.states import DocumentState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def identifier_review(
    *, actor: Actor, identifier_id: int, is_accepted: bool, reason: str = "", now: datetime
) -> Identifier:
    """
    Accept a number that was handed in, or refuse it with a reason; an accepted one may be refused later.

    :raises NotAllowed: if the actor does not verify, belongs to the organisation, or handed it in
    :raises NotFound: if there is none
    :raises IllegalMove: if it has been decided so already, or was refused and not handed in anew
    :raises InvalidInput: if it is refused without a reason
    """
    require(actor.may(Permission.VERIFY_COOPERATIVES), _("Only the staff who verify may review papers."))
    identifier = Identifier.objects.select_for_update().filter(pk=identifier_id).first()
    if identifier is None:
        raise NotFound(_("There is no such paper."), field="identifier")
    require(
        may_verify(actor, identifier.organisation_id) and is_second_person(actor, identifier.submitted_by_id),
        _("Whoever handed in the papers may not verify them."),
    )
    after = DocumentState.ACCEPTED if is_accepted else DocumentState.REFUSED
    if identifier.state in {after, DocumentState.REFUSED}:
        raise IllegalMove(_("This paper has been decided already."), field="state")

    identifier.state = after
    identifier.reviewed_by_id = actor.user_id
    identifier.reason = clean_line(reason, field="reason", most=300, required=not is_accepted)
    identifier.save(update_fields=["state", "reviewed_by", "reason"])
    bus.publish(
        IdentifierReviewed(
            organisation_id=identifier.organisation_id,
            kind=identifier.kind,
            is_accepted=is_accepted,
            reason=identifier.reason,
            happened_at=now,
        )
    )
    return identifier
