"""What a cooperative is asked: three big answers, and whether a person wants to be asked by text message."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import actor_for, opened_to, opens_portal
from frontend.forms.questions import AnswerForm
from frontend.forms.refusals import done
from frontend.question_words import question_chip
from frontend.views.portal.place import language_here, place_of, portal_page
from marketplace.network.policies import may_answer
from marketplace.network.selectors import has_consented, questions_answered, questions_waiting
from marketplace.network.services.consent_set import consent_set
from marketplace.network.services.question_answer import question_answer
from marketplace.network.states import Way


@require_safe
@opened_to(opens_portal)
def questions(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for an answer, and what was answered."""
    place, language = place_of(request), language_here()
    waiting = questions_waiting(organisation_id=place.organisation_id)
    before = questions_answered(organisation_id=place.organisation_id)
    shown = {
        "waiting": [(row, row.article(language)) for row in waiting],
        "before": [(row, row.article(language), question_chip(row)) for row in before],
        "may_answer": may_answer(place.actor, place.organisation_id),
        "by_message": has_consented(place.actor.user_id or 0),
    }
    return portal_page(request, "questions", "portal-questions", shown, place=place)


@require_POST
@opened_to(opens_portal)
def answer(request: HttpRequest, question_id: int) -> HttpResponseBase:
    """Answer."""
    said, quantity = AnswerForm(request.POST).given()
    done(
        request,
        lambda: question_answer(
            actor=actor_for(request),
            question_id=question_id,
            answer=said,
            quantity=quantity,
            via=Way.PORTAL,
            now=timezone.now(),
        ),
        _("Thank you, your answer is noted."),
    )
    return redirect("frontend:portal-questions")


@require_POST
@opened_to(opens_portal)
def consent(request: HttpRequest) -> HttpResponseBase:
    """Say whether questions may come by text message."""
    agrees = request.POST.get("agrees") == "1"
    done(
        request,
        lambda: consent_set(actor=actor_for(request), agrees=agrees, now=timezone.now()),
        _("You will be asked by text message.") if agrees else _("You will not be asked by text message."),
    )
    return redirect("frontend:portal-questions")
