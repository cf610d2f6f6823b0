"""A product is taken off an article: by its seller whenever it likes, or by the staff with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.article import ArticleMatch
from catalog.policies import may_consent, may_edit
from catalog.services.article_answer import match_locked
from catalog.services.article_ask import match_told
from catalog.states import MATCH_FLOW, MatchState
from marketplace.kernel.actor import Actor
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require


@transaction.atomic
def article_leave(*, actor: Actor, match_id: int, reason: str, now: datetime) -> ArticleMatch:
    """
    End a match; it stands no longer beside the others, and what was stays as history.

    :param reason: why; a seller need not give one
    :raises NotFound: if there is no such match, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if it was declined or has ended
    :raises InvalidInput: if the reason is too long, or the staff give none
    """
    match, product = match_locked(actor, match_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    is_own = may_consent(actor, product.organisation_id)
    match.reason = clean_line(reason, field="reason", most=500, required=not is_own)
    MATCH_FLOW.check(MatchState(match.state), MatchState.ENDED)
    match.state, match.ended_by_id, match.ended_at = MatchState.ENDED, actor.user_id, now
    match.save(update_fields=["state", "ended_by", "ended_at", "reason"])
    if product.article_id is not None:
        product.article_id, product.updated_at = None, now
        product.save(update_fields=["article", "updated_at"])
    match_told(match, product.organisation_id, now)
    return match
