"""From the basket to the order in two pages: where it goes, then everything once more with the way to pay."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import actor_for
from frontend.basket_cookie import basket_forgotten
from frontend.cards import Step
from frontend.forms.buying import AddressForm, PlaceForm, address_initial
from frontend.forms.gifting import GiftForm, gift_initial
from frontend.forms.refusals import UNPROCESSABLE, refusal_text, refused
from frontend.reductions import basket_sums
from frontend.shop_cards import place_of
from frontend.views.shop.basket import checkout_here
from frontend.views.shop.opened import language_here, shop_page
from logistics.selectors.delivery import DeliveryOption, delivery_options
from marketplace.accounts.models import Address, User
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.formats import format_percent
from marketplace.kernel.geography import province, provinces, region_of
from marketplace.kernel.money import Money
from marketplace.kernel.phones import format_phone
from marketplace.promotions.selectors.rules import VoucherNotApplicable
from marketplace.promotions.services.budget_spend import BudgetUsedUp
from marketplace.promotions.services.gift_card_spend import NotEnoughOnCard
from orders.basket import Basket
from orders.cod_words import cod_sentences
from orders.gateways.base import ProcessorRefused, ProcessorUnreachable
from orders.gateways.stripe import card_gateway
from orders.gifting import GiftWish
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.selectors.baskets import basket_of
from orders.selectors.orders import order_token_of
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_attach,
    checkout_delivery_set,
    checkout_payment_set,
)
from orders.services.checkout_gift_set import checkout_gift_set
from orders.services.checkout_place import BasketChanged, checkout_place, checkout_reserve
from orders.services.payment_operate import payment_page_open
from orders.states import PaymentMethod
from orders.ways import is_offered

SEE_OTHER = 303


def steps(current: int) -> list[Step]:
    """Show where one is between the basket and the order."""
    way = [
        (_("Basket"), reverse("frontend:basket")),
        (_("Address and delivery"), reverse("frontend:checkout")),
        (_("Review and payment"), ""),
    ]
    return [
        Step(text, "done" if place < current else "current" if place == current else "ahead", url)
        for place, (text, url) in enumerate(way)
    ]


def _elsewhere(checkout: Checkout | None) -> HttpResponse | None:
    """Lead away from the checkout when there is nothing to check out, or it has been done."""
    if checkout is None:
        return HttpResponseRedirect(reverse("frontend:basket"))
    if checkout.completed_at is not None:
        return order_page(order_token_of(checkout.pk))
    return None


def order_page(token: str) -> HttpResponseRedirect:
    """Lead to an order and forget the basket that it was."""
    response = HttpResponseRedirect(reverse("frontend:order", args=[token]), status=SEE_OTHER)
    basket_forgotten(response)
    return response


def _to_basket(request: HttpRequest, message: str) -> HttpResponse:
    messages.warning(request, message)
    return HttpResponseRedirect(reverse("frontend:basket"), status=SEE_OTHER)


def _weight(basket: Basket) -> int:
    return sum(line.offer.weight_g * line.quantity for line in basket.lines if line.offer)


def _options(basket: Basket, province_code: str) -> list[DeliveryOption]:
    """Return the ways to the province on the page, which may not be saved yet."""
    if province_code not in provinces():
        return []
    return delivery_options(region=region_of(province_code).code, weight_g=_weight(basket))


def _initial(request: HttpRequest, checkout: Checkout) -> dict[str, str]:
    """Return what the basket knows, or else the signed-in person's own address."""
    if checkout.address or not isinstance(request.user, User):
        return address_initial(checkout.address, email=checkout.email, note=checkout.note)
    own = Address.objects.filter(user=request.user).order_by("-is_default", "-pk").first()
    if own is None:
        return {"recipient": request.user.full_name, "email": request.user.email or ""}
    fields = ("recipient", "phone", "street", "quarter", "landmark", "city", "province", "postcode")
    known = {name: getattr(own, name) for name in fields}
    return address_initial(known, email=request.user.email or "", note="")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@shop_page
def address(request: HttpRequest) -> HttpResponse:
    """Ask who receives the parcel, where, and how it travels."""
    checkout = checkout_here(request)
    if checkout is None or (away := _elsewhere(checkout)) is not None:
        return away if checkout is not None and away is not None else _elsewhere(None) or HttpResponse()
    basket = basket_of(checkout, now=timezone.now())
    if not basket.lines or basket.problems:
        return _to_basket(request, _("Please look at your basket first."))
    if request.method != "POST":
        form = AddressForm(initial=_initial(request, checkout), language=language_here())
        gift = GiftForm(initial=gift_initial(checkout))
        return _address_page(request, basket, form, gift, chosen=str(checkout.delivery_method_id or ""))
    form, gift = AddressForm(request.POST, language=language_here()), GiftForm(request.POST)
    chosen = request.POST.get("delivery_method", "")
    if "show_options" in request.POST:
        return _options_page(request, basket, chosen)
    wish = gift.wish(email=request.POST.get("email", "").strip())
    if form.is_valid() and gift.is_valid():
        saved = _address_saved(request, checkout, form, wish, chosen)
        if saved is not None:
            return saved
    return _address_page(request, basket, form, gift, chosen=chosen, status=UNPROCESSABLE)


def _options_page(request: HttpRequest, basket: Basket, chosen: str) -> HttpResponse:
    """Show the ways to the chosen province; what is still missing is not complained about yet."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    form = AddressForm(initial=typed, language=language_here())
    return _address_page(request, basket, form, GiftForm(initial=typed), chosen=chosen)


def _address_page(
    request: HttpRequest,
    basket: Basket,
    form: AddressForm,
    gift: GiftForm,
    *,
    chosen: str,
    status: int = 200,
) -> HttpResponse:
    place = str(form["province"].value() or "")
    options = _options(basket, place)
    if len(options) == 1:
        chosen = str(options[0].method_id)
    return render(
        request,
        "frontend/shop/checkout.html",
        {
            "form": form,
            "gift": gift,
            "is_gift": bool(gift["is_gift"].value()),
            "basket": basket,
            "steps": steps(1),
            "options": options,
            "chosen": chosen,
            "is_place_known": place in provinces(),
            "place": province(place).name(language_here()) if place in provinces() else "",
        },
        status=status,
    )


def _address_saved(
    request: HttpRequest, checkout: Checkout, form: AddressForm, wish: GiftWish | None, chosen: str
) -> HttpResponse | None:
    """Keep address and delivery, hold the goods, and go on; nothing if the form must be shown again."""
    actor, now = actor_for(request), timezone.now()
    try:
        method_id = uuid.UUID(chosen)
    except ValueError:
        form.add_error(None, _("Please choose a way of delivery."))
        return None
    try:
        if actor.user_id is not None and checkout.user_id is None:
            checkout_attach(actor=actor, checkout_id=checkout.pk, now=now)
        checkout_address_set(
            actor=actor,
            checkout_id=checkout.pk,
            address=form.address(),
            email=form.cleaned_data["email"],
            note=form.cleaned_data["note"],
            now=now,
        )
        checkout_gift_set(actor=actor, checkout_id=checkout.pk, wish=wish, now=now)
        checkout_delivery_set(actor=actor, checkout_id=checkout.pk, method_id=method_id, now=now)
        checkout_reserve(actor=actor, checkout_id=checkout.pk, now=now)
    except OutOfStock:
        return _to_basket(request, _("Something in your basket has changed. Please look at it again."))
    except (InvalidInput, NotFound) as error:
        refused(form, error)
        return None
    except Conflict:
        return order_page(order_token_of(checkout.pk))
    return HttpResponseRedirect(reverse("frontend:review"), status=SEE_OTHER)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@shop_page
def review(request: HttpRequest) -> HttpResponse:
    """Show everything once more, ask how it is paid, and place the order."""
    if request.method == "POST":
        return _place(request)
    checkout = checkout_here(request)
    if checkout is None or checkout.completed_at is not None:
        return _elsewhere(checkout) or HttpResponse()
    return _review_page(request, checkout, None)


def _review_page(
    request: HttpRequest, checkout: Checkout, form: PlaceForm | None, *, status: int = 200
) -> HttpResponse:
    now, language = timezone.now(), language_here()
    basket = basket_of(checkout, now=now)
    if not basket.lines or basket.problems:
        return _to_basket(request, _("Something in your basket has changed. Please look at it again."))
    if basket.option is None or not checkout.address:
        return HttpResponseRedirect(reverse("frontend:checkout"), status=SEE_OTHER)
    before_fee = basket.goods + basket.delivery
    cash_fee = basket.cash_terms.fee
    holds = checkout.reserved_until if _is_held(checkout, now) else None
    return render(
        request,
        "frontend/shop/review.html",
        {
            "form": form,
            "basket": basket,
            "seen_ready": (basket.ready_date or timezone.localdate(now)).isoformat(),
            "checkout": checkout,
            "address": checkout.address,
            "phone": format_phone(checkout.address["phone"]),
            "payer_phone": format_phone(checkout.phone) if checkout.is_gift and checkout.phone else "",
            "place": place_of(checkout.address, language),
            "steps": steps(2),
            "held_until": holds,
            "before_fee": before_fee,
            **_at_the_door(basket, language),
            "chosen": (form.data.get("payment_method") if form else checkout.payment_method)
            or (PaymentMethod.CASH if basket.may_pay_cash else PaymentMethod.CARD),
            "agency": settings.CASH_AGENCY_NAME if is_offered(PaymentMethod.AGENCY) else "",
            "takes_hosted": is_offered(PaymentMethod.HOSTED),
            "sums": basket_sums(basket, Money.zero(basket.currency), language),
            "cash_sums": basket_sums(basket, cash_fee, language),
        },
        status=status,
    )


def _at_the_door(basket: Basket, language: str) -> dict[str, object]:
    """Tell what paying at the door costs and asks for, and why."""
    terms = basket.cash_terms
    total = basket.goods + basket.delivery + terms.fee
    return {
        "cash_fee": terms.fee,
        "cash_total": total,
        "cash_cap": terms.cap,
        "cash_terms": terms,
        "kept_part": format_percent(terms.kept_rate, language),
        "cash_why": cod_sentences(terms.reasons, currency=basket.currency, language=language),
        "cash_rest": total - basket.gift - terms.deposit,
    }


def _is_held(checkout: Checkout, now: datetime) -> bool:
    return checkout.reserved_until is not None and checkout.reserved_until > now


def _place(request: HttpRequest) -> HttpResponse:
    """Place the order of the basket that the page named; pressed twice or sent again it is the same order."""
    form = PlaceForm(request.POST)
    form.is_valid()
    checkout_id = form.checkout_id()
    checkout = checkout_here(request)
    if checkout_id is not None and (token := order_token_of(checkout_id)):
        return order_page(token)
    if checkout is None or checkout_id != checkout.pk:
        return _to_basket(request, _("This basket does not exist any more."))
    if not form.is_valid():
        return _review_page(request, checkout, form, status=UNPROCESSABLE)
    try:
        order = _placed(request, checkout, form)
    except (BasketChanged, OutOfStock, VoucherNotApplicable, BudgetUsedUp, NotEnoughOnCard) as error:
        return _to_basket(request, refusal_text(error))
    except (InvalidInput, NotFound, Conflict) as error:
        refused(form, error)
        return _review_page(request, checkout, form, status=UNPROCESSABLE)
    return _onwards(request, order)


def _placed(request: HttpRequest, checkout: Checkout, form: PlaceForm) -> Order:
    actor, now = actor_for(request), timezone.now()
    try:
        checkout_payment_set(
            actor=actor, checkout_id=checkout.pk, method=form.cleaned_data["payment_method"], now=now
        )
    except Conflict:
        # The same button was pressed a moment ago: placing again returns that order.
        return checkout_place(actor=actor, checkout_id=checkout.pk, expected_total=None, now=now)
    expected = Money(form.expected_minor(), checkout.channel.currency)
    return checkout_place(
        actor=actor,
        checkout_id=checkout.pk,
        expected_total=expected,
        seen_ready=form.cleaned_data["seen_ready"],
        now=now,
    )


def _onwards(request: HttpRequest, order: Order) -> HttpResponse:
    """Lead to the card's page, or to the order; the order stands even if the card's page cannot be opened now."""
    if order.payment_method == PaymentMethod.HOSTED:
        response = HttpResponseRedirect(
            reverse("frontend:order-hosted", args=[order.access_token]), status=SEE_OTHER
        )
        basket_forgotten(response)
        return response
    if order.payment_method != PaymentMethod.CARD:
        return order_page(order.access_token)
    response = to_card_page(request, order)
    basket_forgotten(response)
    return response


def to_card_page(request: HttpRequest, order: Order) -> HttpResponseRedirect:
    """Lead to the hosted page on which a card is paid, or back to the order with the reason why not."""
    try:
        payment = payment_page_open(payment_id=order.payment.pk, gateway=card_gateway(), now=timezone.now())
    except (ProcessorRefused, ProcessorUnreachable) as error:
        _told(request, error)
        return HttpResponseRedirect(reverse("frontend:order", args=[order.access_token]), status=SEE_OTHER)
    return HttpResponseRedirect(payment.session_url, status=SEE_OTHER)


def _told(request: HttpRequest, error: DomainError) -> None:
    messages.warning(
        request,
        _("Your order is placed, but the payment page did not open: %(reason)s") % {"reason": error.message},
    )
