"""A customer's baskets that come again: the list, one of them, and the buttons that skip, pause and end."""

import uuid
from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for, is_signed_in, opened_to
from frontend.cards import Chip
from frontend.forms.buying import address_initial
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.subscriptions import RhythmForm, SubscriptionForm, WhereForm, rhythm_text
from frontend.shop_cards import place_of
from marketplace.customers.models.subscription import Subscription
from marketplace.customers.selectors.subscriptions import subscription_of, subscription_view, subscriptions_of
from marketplace.customers.services.subscription_change import subscription_change
from marketplace.customers.services.subscription_deliver import subscription_deliver, ways_to
from marketplace.customers.services.subscription_open import subscription_open
from marketplace.customers.services.subscription_pause import (
    subscription_end,
    subscription_pause,
    subscription_resume,
)
from marketplace.customers.services.subscription_skip import subscription_skip, subscription_unskip
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.geography import province, provinces

_ACTS: Final[MappingProxyType[str, Callable[..., Subscription]]] = MappingProxyType(
    {
        "skip": subscription_skip,
        "unskip": subscription_unskip,
        "pause": subscription_pause,
        "resume": subscription_resume,
        "end": subscription_end,
    }
)


def _done_text(act: str) -> str:
    return {
        "skip": _("This time nothing comes. You can take that back below."),
        "unskip": _("It comes after all."),
        "pause": _("Nothing comes until you say so."),
        "resume": _("It comes again."),
        "end": _("It has ended. You can let it come again below."),
    }[act]


def _chip(row: Subscription) -> Chip:
    if row.ended_at is not None:
        return Chip(_("Ended"), "", "close")
    if row.paused_at is not None:
        return Chip(_("Paused"), "warning", "pause")
    return Chip(_("Comes again"), "success", "refresh")


@require_safe
@opened_to(is_signed_in)
def subscriptions(request: HttpRequest) -> HttpResponseBase:
    """List one's baskets that come again."""
    rows = [
        {"row": row, "chip": _chip(row), "often": rhythm_text(row.every_weeks)}
        for row in subscriptions_of(actor_for(request))
    ]
    return render(request, "frontend/account/subscriptions.html", {"baskets": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def subscription(request: HttpRequest, subscription_id: int) -> HttpResponseBase:
    """Show one basket, and change what it holds and how often it comes."""
    actor, now, language = actor_for(request), timezone.now(), get_language() or "fr"
    found = subscription_view(actor=actor, subscription_id=subscription_id, now=now)
    row = found.row
    form = SubscriptionForm(
        request.POST or None,
        lines=[line.row for line in found.lines],
        every_weeks=row.every_weeks,
        language=language,
    )

    def change() -> Subscription:
        return subscription_change(
            actor=actor,
            subscription_id=subscription_id,
            quantities=form.quantities(),
            every_weeks=form.cleaned_data["every_weeks"],
        )

    if attempt(form, change) is not None:
        messages.success(request, _("Saved"))
        return redirect("frontend:account-subscription", subscription_id=subscription_id)
    context = {
        "found": found,
        "basket": row,
        "form": form,
        "lines": [(line, form[f"quantity-{line.row.variant_id}"]) for line in found.lines],
        "chip": _chip(row),
        "often": rhythm_text(row.every_weeks),
        "may_unskip": _may_unskip(row, now),
        "place": place_of(row.address, language),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/subscription.html", context, status=status)


def _may_unskip(row: Subscription, now: datetime) -> bool:
    return row.is_running and row.skipped_date is not None and row.skipped_date > timezone.localdate(now)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def subscription_delivery(request: HttpRequest, subscription_id: int) -> HttpResponseBase:
    """Show where a basket goes and how; POST sends it elsewhere, or shows the ways to the province chosen."""
    actor, language = actor_for(request), get_language() or "fr"
    row = subscription_of(actor=actor, subscription_id=subscription_id)
    asks_ways = "show_options" in request.POST
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    form = WhereForm(
        None if asks_ways else request.POST or None,
        initial=typed if asks_ways else address_initial(row.address, email="", note=""),
        language=language,
    )
    chosen = request.POST.get("delivery_method", str(row.delivery_method_id or ""))

    def send() -> Subscription:
        try:
            method_id = uuid.UUID(chosen)
        except ValueError:
            raise InvalidInput(_("Please choose a way of delivery."), field="delivery_method") from None
        return subscription_deliver(
            actor=actor, subscription_id=subscription_id, address=form.address(), method_id=method_id
        )

    if attempt(form, send) is not None:
        messages.success(request, _("From the next date on it goes there."))
        return redirect("frontend:account-subscription", subscription_id=subscription_id)
    place = str(form["province"].value() or "")
    context = {
        "basket": row,
        "form": form,
        "options": ways_to(row, place) if place in provinces() else [],
        "chosen": chosen,
        "is_place_known": place in provinces(),
        "place": province(place).name(language) if place in provinces() else "",
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/subscription_delivery.html", context, status=status)


@require_POST
@opened_to(is_signed_in)
def subscription_new(request: HttpRequest, order_id: uuid.UUID) -> HttpResponseBase:
    """Let what an order held come again."""
    form = RhythmForm(request.POST)
    weeks = form.cleaned_data["every_weeks"] if form.is_valid() else 0
    opened = done(
        request,
        lambda: subscription_open(
            actor=actor_for(request), order_id=order_id, every_weeks=weeks, now=timezone.now()
        ),
        _("It comes again. We tell you three days before, each time; you pay at the door."),
    )
    if opened is None:
        return redirect("frontend:account-subscriptions")
    return redirect("frontend:account-subscription", subscription_id=opened.pk)


@require_POST
@opened_to(is_signed_in)
def subscription_act(request: HttpRequest, subscription_id: int) -> HttpResponseBase:
    """Skip the next date or take that back, pause, let it come again, or end it."""
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise Http404
    service = _ACTS[act]
    done(
        request,
        lambda: service(actor=actor_for(request), subscription_id=subscription_id, now=timezone.now()),
        _done_text(act),
    )
    return redirect("frontend:account-subscription", subscription_id=subscription_id)
