"""A cooperative says whether its product may stand beside the same of others, and takes it off again."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models.article import ArticleMatch
from catalog.policies import may_consent
from catalog.selectors.articles import match_of_product
from catalog.services.article_answer import article_answer
from catalog.services.article_leave import article_leave
from frontend.access import opened_to, opens_portal
from frontend.forms.refusals import done
from frontend.views.portal.place import place_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@require_POST
@opened_to(opens_portal)
def answer(request: HttpRequest, product_id: int, act: str) -> HttpResponseBase:
    """Agree, decline, or take the product off the article on which it stands."""
    place, now = place_of(request), timezone.now()
    match = match_of_product(actor=place.actor, product_id=product_id)
    if match is None or match.product.organisation_id not in place.actor.roles:
        raise NotFound(_("There is no such match."), field="match")
    require(may_consent(place.actor, match.product.organisation_id), _("Your role does not cover this."))

    def agree() -> ArticleMatch:
        return article_answer(actor=place.actor, match_id=match.pk, agrees=act == "agree", now=now)

    def leave() -> ArticleMatch:
        return article_leave(actor=place.actor, match_id=match.pk, reason="", now=now)

    acts = {
        "agree": (agree, _("Its page shows the others, and theirs show yours.")),
        "decline": (agree, _("It stands by itself, as before.")),
        "leave": (leave, _("It stands by itself again.")),
    }
    if act not in acts:
        raise NotFound(_("There is no such step."), field="act")
    done(request, *acts[act])
    return redirect("frontend:portal-product", product_id=product_id)
