"""A customer's own pages: orders, addresses, and how they are reached."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import model_to_dict
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for, is_signed_in, opened_to
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.forms.buying import FIELDS, address_initial
from frontend.forms.own import OwnAddressForm, ProfileForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.order_words import money_back_chip
from frontend.shop_cards import place_of
from marketplace.accounts.models import Address, User
from marketplace.accounts.selectors import address_of, addresses_of, verified_contacts
from marketplace.accounts.services.address_save import address_default, address_delete, address_save
from marketplace.accounts.services.profile_update import profile_update
from orders.selectors.orders import OrderRow, orders_listed
from orders.services.orders_claim import claimable, orders_claim
from orders.status import ORDER_STATUS_LABELS, OrderStatus

_TONES = {
    OrderStatus.AWAITING_PAYMENT: ("warning", "clock"),
    OrderStatus.PREPARING: ("info", "parcel"),
    OrderStatus.SHIPPED: ("info", "truck"),
    OrderStatus.DELIVERED: ("success", "check"),
    OrderStatus.PARTLY_DELIVERED: ("success", "check"),
    OrderStatus.REFUSED: ("danger", "close"),
    OrderStatus.RETURNED: ("danger", "reply"),
    OrderStatus.CANCELLED: ("", "close"),
    OrderStatus.LOST: ("danger", "alert"),
}


def status_chip(status: OrderStatus) -> Chip:
    """Say where an order stands, in a word with its tone and its icon."""
    tone, icon = _TONES[status]
    return Chip(str(ORDER_STATUS_LABELS[status]), tone, icon)


def _person(request: HttpRequest) -> User:
    person: User = request.user  # type: ignore[assignment]  # opened_to(is_signed_in) stands before
    return person


def _order(row: OrderRow) -> dict[str, Any]:
    return {"row": row, "chip": status_chip(row.status), "back": money_back_chip(row.money_back)}


@require_safe
@opened_to(is_signed_in)
def account(request: HttpRequest) -> HttpResponseBase:
    """Show who one is, one's latest orders, and those that may be added."""
    person = _person(request)
    contacts = verified_contacts(person)
    page = orders_listed(owner=Q(user_id=person.pk), first=5)
    context = {
        "person": person,
        "contacts": contacts,
        "orders": [_order(row) for row in page.items],
        "has_more": page.has_next,
        "claimable": claimable(person).count(),
        "has_password": person.has_usable_password(),
        "belongs": bool(actor_for(request).roles),
    }
    return render(request, "frontend/account/account.html", context)


@require_safe
@opened_to(is_signed_in)
def account_orders(request: HttpRequest) -> HttpResponseBase:
    """List one's orders, newest first."""
    page = orders_listed(owner=Q(user_id=_person(request).pk), after=request.GET.get("after", ""))
    context = {"orders": [_order(row) for row in page.items], "next_url": next_page_url(request, page)}
    return render(request, "frontend/account/orders.html", context)


@require_POST
@opened_to(is_signed_in)
def account_claim(request: HttpRequest) -> HttpResponseBase:
    """Add the orders that were placed as a guest with the verified phone or address."""
    count = orders_claim(actor=actor_for(request))
    text = ngettext("%(count)d order is added.", "%(count)d orders are added.", count) % {"count": count}
    messages.success(request, text)
    return redirect("frontend:account-orders")


@require_http_methods(["GET", "POST"])
@opened_to(is_signed_in)
def account_profile(request: HttpRequest) -> HttpResponseBase:
    """Change one's name and the language of messages."""
    person = _person(request)
    form = ProfileForm(
        request.POST or None, initial={"full_name": person.full_name, "language": person.language}
    )
    saved = attempt(form, lambda: profile_update(actor=actor_for(request), **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("Saved"))
        return redirect("frontend:account")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/profile.html", {"form": form}, status=status)


@require_safe
@opened_to(is_signed_in)
def account_addresses(request: HttpRequest) -> HttpResponseBase:
    """List one's addresses."""
    language = get_language() or "fr"
    rows = [
        {"row": row, "province": place_of(model_to_dict(row), language)}
        for row in addresses_of(actor_for(request))
    ]
    return render(request, "frontend/account/addresses.html", {"addresses": rows})


@require_http_methods(["GET", "POST"])
@opened_to(is_signed_in)
def account_address(request: HttpRequest, address_id: int | None = None) -> HttpResponseBase:
    """Add an address or change one."""
    actor = actor_for(request)
    known = address_of(actor=actor, address_id=address_id) if address_id is not None else None
    form = OwnAddressForm(
        request.POST or None, language=get_language() or "fr", initial=_initial(known, _person(request))
    )

    def save() -> Address:
        data = form.cleaned_data
        values = {name: data.get(name, "") for name in FIELDS}
        return address_save(actor=actor, values=values, address_id=address_id, is_default=data["is_default"])

    if attempt(form, save) is not None:
        messages.success(request, _("Saved"))
        return redirect("frontend:account-addresses")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/address.html", {"form": form, "known": known}, status=status)


def _initial(known: Address | None, person: User) -> dict[str, Any]:
    if known is None:
        return address_initial(
            {"recipient": person.full_name, "phone": person.phone or ""}, email="", note=""
        )
    values = {name: getattr(known, name) for name in FIELDS}
    return {**address_initial(values, email="", note=""), "is_default": known.is_default}


@require_POST
@opened_to(is_signed_in)
def account_address_default(request: HttpRequest, address_id: int) -> HttpResponseBase:
    """Make an address the usual one."""
    address_default(actor=actor_for(request), address_id=address_id)
    return redirect("frontend:account-addresses")


@require_POST
@opened_to(is_signed_in)
def account_address_delete(request: HttpRequest, address_id: int) -> HttpResponseBase:
    """Forget an address."""
    address_delete(actor=actor_for(request), address_id=address_id)
    messages.success(request, _("The address is deleted."))
    return redirect("frontend:account-addresses")
