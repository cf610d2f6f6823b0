"""What of an order is missing, and what its customer chooses instead, by the secret link of the order."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.selectors.offers import Offer, offers
from frontend.access import actor_for
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.shop.checkout import SEE_OTHER
from frontend.views.shop.orders import by_token
from marketplace.kernel.errors import InvalidInput
from orders.models.shortage import LineShortage
from orders.selectors.orders import OrderView
from orders.selectors.shortages import shortages_of
from orders.services.shortage_answer import shortage_answer
from orders.shortage_states import Remedy, ShortageState


class ChoiceForm(forms.Form):
    """Which shortage, and what instead; each button of the page is one choice."""

    shortage = forms.IntegerField()
    remedy = forms.ChoiceField(choices=Remedy.choices)


@dataclass(frozen=True, slots=True)
class MissingCard:
    """One question, with the pictures of what is missing and of what is offered."""

    row: LineShortage
    missing: Offer | None
    instead: Offer | None
    # Whether a choice can (still) be made
    may_choose: bool

    @property
    def waits(self) -> bool:
        """Whether the customer has said that they wait."""
        return self.row.state == ShortageState.WAITING


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def missing(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Ask what is to be done about missing goods; POST says it."""
    now = timezone.now()
    rows = shortages_of(found.row.pk)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    here = reverse("frontend:order-missing", args=[found.row.access_token])
    if form.is_bound and attempt(form, lambda: _chosen(request, rows, form, now)) is not None:
        return HttpResponseRedirect(here, status=SEE_OTHER)
    shown = {"order": found.row, "form": form, "cards": _cards(found, shortages_of(found.row.pk), now)}
    return render(
        request, "frontend/shop/missing.html", shown, status=UNPROCESSABLE if form.is_bound else 200
    )


def _chosen(request: HttpRequest, rows: list[LineShortage], form: ChoiceForm, now: datetime) -> LineShortage:
    """
    Choose for one of the order's own shortages.

    :raises InvalidInput: if it is another order's
    """
    wanted = form.cleaned_data["shortage"]
    if wanted not in {row.pk for row in rows}:
        raise InvalidInput(_("There is no such question."))
    return shortage_answer(
        actor=actor_for(request),
        shortage_id=wanted,
        holds_secret=True,
        remedy=Remedy(form.cleaned_data["remedy"]),
        now=now,
    )


def _cards(found: OrderView, rows: list[LineShortage], now: datetime) -> list[MissingCard]:
    variant_ids = [row.line.variant_id for row in rows] + [
        row.substitute_id for row in rows if row.substitute_id is not None
    ]
    shelf = offers(variant_ids, found.row.channel, now) if variant_ids else {}
    return [
        MissingCard(
            row,
            shelf.get(row.line.variant_id),
            shelf.get(row.substitute_id or 0),
            row.state == ShortageState.WAITING or (row.state == ShortageState.OPEN and now < row.answer_by),
        )
        for row in rows
    ]
