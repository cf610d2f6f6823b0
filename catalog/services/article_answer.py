"""A seller agrees that a product stands on an article beside others', or declines."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.article import ArticleMatch
from catalog.models.product import Product
from catalog.policies import may_consent, may_see
from catalog.services.article_ask import match_told
from catalog.states import MATCH_FLOW, MatchState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def article_answer(*, actor: Actor, match_id: int, agrees: bool, now: datetime) -> ArticleMatch:
    """
    Answer the staff; who agrees is shown beside the others at once.

    :raises NotFound: if there is no such match, or it is not the actor's to see
    :raises NotAllowed: if the actor does not sell for the cooperative: nobody consents in its place
    :raises IllegalMove: if it has been answered or ended
    """
    match, product = match_locked(actor, match_id)
    require(
        may_consent(actor, product.organisation_id),
        _("Only the president or the sales people of the cooperative can agree to this."),
    )
    state = MatchState.AGREED if agrees else MatchState.DECLINED
    MATCH_FLOW.check(MatchState(match.state), state)
    match.state, match.answered_by_id, match.answered_at = state, actor.user_id, now
    match.save(update_fields=["state", "answered_by", "answered_at"])
    if agrees:
        product.article_id, product.updated_at = match.article_id, now
        product.save(update_fields=["article", "updated_at"])
    match_told(match, product.organisation_id, now)
    return match


def match_locked(actor: Actor, match_id: int) -> tuple[ArticleMatch, Product]:
    """
    Lock a match, its product first, as everybody else does who changes one.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    key = ArticleMatch.objects.filter(pk=match_id).values_list("product_id", flat=True).first()
    product = Product.objects.select_for_update().defer("search_document").filter(pk=key or 0).first()
    if product is None or not may_see(actor, product.organisation_id):
        raise NotFound(_("There is no such match."), field="match")
    return ArticleMatch.objects.select_for_update().get(pk=match_id), product
