"""The basket: what is in it, what stands in its way, and its buttons."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.selectors.offers import offers
from frontend.access import actor_for
from frontend.basket_cookie import BasketMark, basket_forgotten, basket_kept, basket_mark
from frontend.forms.buying import LineForm
from frontend.forms.refusals import refusal_text
from frontend.query_strings import address
from frontend.reductions import basket_sums
from frontend.views.shop.opened import language_here, shop_page
from marketplace.channels.selectors import default_channel
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from marketplace.promotions.selectors.rules import VoucherNotApplicable
from orders.basket import Basket, ProblemKind
from orders.models.checkout import MAX_QUANTITY, Checkout
from orders.policies import may_use_checkout
from orders.selectors.baskets import basket_of
from orders.selectors.checkouts import checkout_by_id, pieces_in
from orders.selectors.orders import order_token_of
from orders.services.checkout_edit import (
    checkout_create,
    checkout_line_add,
    checkout_line_set,
    checkout_prices_accept,
)
from orders.services.checkout_promo_code import (
    GiftCardNotApplicable,
    checkout_promo_add,
    checkout_promo_remove,
)


def checkout_here(request: HttpRequest) -> Checkout | None:
    """Return the visitor's basket, placed or not, in one query; none without a cookie."""
    mark = basket_mark(request)
    checkout = checkout_by_id(mark.checkout_id) if mark.checkout_id else None
    if checkout is None:
        return None
    # A basket of nobody belongs to its cookie: whoever asks need not be looked up
    if checkout.user_id is not None and not may_use_checkout(actor_for(request), checkout.user_id):
        return None
    return checkout


def open_basket_id(request: HttpRequest) -> uuid.UUID:
    """Return the basket into which a visitor puts things, opening one if there is none yet."""
    checkout = checkout_here(request)
    if checkout is not None and checkout.completed_at is None:
        return checkout.pk
    return checkout_create(
        actor=actor_for(request), channel=default_channel(), language=language_here(), now=timezone.now()
    ).pk


# A card's key in a form has fewer digits than a bigint can hold; what has more is a code of digits alone.
CARD_DIGITS = 18


def to_basket(checkout_id: uuid.UUID, **values: object) -> HttpResponseRedirect:
    """Lead to the basket page, with the new number of pieces in the cookie."""
    response = HttpResponseRedirect(address(reverse("frontend:basket"), values), status=303)
    basket_kept(response, BasketMark(checkout_id, pieces_in(checkout_id)))
    return response


def _undo(request: HttpRequest, checkout: Checkout) -> dict[str, object]:
    """Return what was just taken out, so that one button brings it back; nonsense in the address is nothing."""
    try:
        variant_id, quantity = int(request.GET.get("removed", "")), int(request.GET.get("quantity", ""))
    except ValueError:
        return {}
    if not (0 < variant_id < 2**63 and 1 <= quantity <= MAX_QUANTITY):
        return {}
    offer = offers([variant_id], checkout.channel, at=timezone.now()).get(variant_id)
    if offer is None or not offer.is_buyable:
        return {}
    name = text_in(offer.product_names, language_here())
    return {"undo": {"variant": variant_id, "quantity": quantity, "name": name}}


@never_cache
@require_safe
@shop_page
def basket(request: HttpRequest) -> HttpResponse:
    """Show what the basket holds, cooperative by cooperative."""
    checkout = checkout_here(request)
    context: dict[str, object] = {"basket": None}
    placed = checkout is not None and checkout.completed_at is not None
    if checkout is not None and placed:
        context["placed_token"] = order_token_of(checkout.pk)
    elif checkout is not None:
        found = basket_of(checkout, now=timezone.now())
        context |= {
            "basket": found if found.lines else None,
            "sums": basket_sums(found, Money.zero(found.currency), language_here()) if found.lines else [],
            **_problem_flags(found),
            **_undo(request, checkout),
        }
    response = render(request, "frontend/shop/basket.html", context)
    if basket_mark(request).checkout_id and (checkout is None or placed):
        basket_forgotten(response)
    return response


@require_POST
@shop_page
def code(request: HttpRequest) -> HttpResponse:
    """Give the basket a voucher's or a gift card's code, or take one away."""
    given = request.POST.get("code", "").strip()[:255]
    removed = request.POST.get("remove", "")

    def act(checkout_id: uuid.UUID) -> None:
        known: dict[str, Any] = {
            "actor": actor_for(request),
            "checkout_id": checkout_id,
            "now": timezone.now(),
        }
        if removed.isdecimal() and len(removed) < CARD_DIGITS:
            checkout_promo_remove(**known, card_id=int(removed))
        elif removed:
            checkout_promo_remove(**known, code=given)
        else:
            checkout_promo_add(**known, code=given)

    return _changed(request, act)


def _problem_flags(found: Basket) -> dict[str, object]:
    kinds = {problem.kind for problem in found.problems}
    return {
        "has_new_prices": ProblemKind.PRICE_CHANGED in kinds,
        "is_blocked": bool(kinds),
        "most": MAX_QUANTITY,
    }


def _changed(request: HttpRequest, act: Callable[[uuid.UUID], None], **values: object) -> HttpResponse:
    """Change the visitor's basket and show it; a refusal is told there."""
    checkout = checkout_here(request)
    if checkout is None:
        messages.error(request, _("This basket does not exist any more."))
        return HttpResponseRedirect(reverse("frontend:basket"), status=303)
    try:
        act(checkout.pk)
    except (InvalidInput, NotFound, Conflict, VoucherNotApplicable, GiftCardNotApplicable) as error:
        messages.error(request, refusal_text(error))
        return to_basket(checkout.pk)
    return to_basket(checkout.pk, **values)


@require_POST
@shop_page
def line(request: HttpRequest) -> HttpResponse:
    """Change how many of a variant the basket holds, or take it out."""
    form = LineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a quantity from 1 to %(most)d.") % {"most": MAX_QUANTITY})
        return HttpResponseRedirect(reverse("frontend:basket"), status=303)
    variant_id, wanted, before = form.cleaned_data["variant"], form.wanted(), form.cleaned_data["quantity"]

    def act(checkout_id: uuid.UUID) -> None:
        checkout_line_set(
            actor=actor_for(request),
            checkout_id=checkout_id,
            variant_id=variant_id,
            quantity=wanted,
            now=timezone.now(),
        )

    removed: dict[str, object] = {} if wanted else {"removed": variant_id, "quantity": before or 1}
    return _changed(request, act, **removed)


@require_POST
@shop_page
def restore(request: HttpRequest) -> HttpResponse:
    """Bring back what was just taken out."""
    form = LineForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["quantity"]:
        raise InvalidInput(_("Please choose a quantity from 1 to %(most)d.") % {"most": MAX_QUANTITY})

    def act(checkout_id: uuid.UUID) -> None:
        checkout_line_add(
            actor=actor_for(request),
            checkout_id=checkout_id,
            variant_id=form.cleaned_data["variant"],
            quantity=form.cleaned_data["quantity"],
            now=timezone.now(),
        )

    return _changed(request, act)


@require_POST
@shop_page
def prices(request: HttpRequest) -> HttpResponse:
    """Note that the customer has seen the new prices: those of the form, not those of a moment later."""
    seen = {}
    for name, value in request.POST.items():
        variant, price = name.removeprefix("price-"), str(value)
        if name.startswith("price-") and _is_number(variant) and _is_number(price):
            seen[int(variant)] = int(price)

    def act(checkout_id: uuid.UUID) -> None:
        checkout_prices_accept(
            actor=actor_for(request), checkout_id=checkout_id, prices=seen, now=timezone.now()
        )

    return _changed(request, act)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
