"""What the hub asks cooperatives: who can bring what, who has to be called, and what they said."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.selectors.seller import articles_of
from frontend.access import opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.questions import AnswerForm, AskForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.question_words import question_chip
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from logistics.services.supply_ask import asker, supply_ask
from logistics.services.supply_hear import supply_hear, supply_unask
from marketplace.cooperatives.selectors import sellers_on_show
from marketplace.network.selectors import phones_of, questions_asked, questions_to_call
from marketplace.network.states import QuestionState


@require_GET
@opened_to(opens_hub)
def questions(request: HttpRequest) -> HttpResponse:
    """Show whom to call, and what was asked and answered."""
    place, language = place_of(request), language_here()
    asked_for = asker(place.warehouse.pk)
    to_call = questions_to_call(actor=place.actor, asked_for=asked_for, now=timezone.now())
    page = questions_asked(actor=place.actor, asked_for=asked_for, after=request.GET.get("after", ""))
    phones = phones_of([row.organisation_id for row in to_call])
    shown = {
        "to_call": [
            (row, row.organisation.name(language), row.article(language), phones.get(row.organisation_id, ()))
            for row in to_call
        ],
        "rows": [
            (row, row.organisation.name(language), row.article(language), question_chip(row))
            for row in page.items
        ],
        "open_state": QuestionState.OPEN,
        "next_url": next_page_url(request, page),
    }
    return hub_page(request, "questions", "hub-questions", shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def ask(request: HttpRequest) -> HttpResponseBase:
    """Choose a cooperative, then an article, a number and a day; POST asks."""
    place, language = place_of(request), language_here()
    chosen = request.GET.get("cooperative", "")
    organisation_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    articles = articles_of(organisation_id, language) if organisation_id is not None else []
    form = AskForm(request.POST or None, articles=articles, initial={"key": uuid4().hex})
    if request.method == "POST" and attempt(form, lambda: _asked(place, form)) is not None:
        return redirect("frontend:hub-questions")
    names = sorted((row.name(language), row.pk) for row in sellers_on_show())
    shown = {"form": form, "cooperatives": names, "chosen": organisation_id, "articles": articles}
    status = UNPROCESSABLE if form.errors else 200
    return hub_page(request, "ask", "hub-questions", shown, place=place, status=status)


def _asked(place: Place, form: AskForm) -> object:
    given = form.cleaned_data
    return supply_ask(
        actor=place.actor,
        warehouse_id=place.warehouse.pk,
        variant_id=int(given["variant"]),
        quantity=given["quantity"],
        day=given["day"],
        key=given["key"],
        now=timezone.now(),
    )


@require_POST
@opened_to(opens_hub)
def hear(request: HttpRequest, question_id: int) -> HttpResponseBase:
    """Note what was said on the telephone, or take the question back."""
    place, form, now = place_of(request), AnswerForm(request.POST), timezone.now()
    if request.POST.get("answer") == "withdraw":
        done(request, lambda: supply_unask(**place.known, question_id=question_id, now=now), _("Taken back."))
        return redirect("frontend:hub-questions")
    answer, quantity = form.given()
    done(
        request,
        lambda: supply_hear(
            **place.known,
            question_id=question_id,
            answer=answer,
            quantity=quantity,
            now=now,
        ),
        _("Noted."),
    )
    return redirect("frontend:hub-questions")
