"""When and how a parcel comes, said by the secret link of the order."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import actor_for
from frontend.forms.driving import WishForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.shop.orders import by_token
from logistics.doorstep import ON_THE_WAY, days_to_choose
from logistics.models.doorstep import DeliveryWish
from logistics.models.parcel import Parcel
from logistics.selectors.parcels import parcel_of_order
from logistics.services.delivery_wish import delivery_wish
from logistics.states import WishKind
from orders.selectors.orders import OrderView


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def move(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Ask when and how the parcel should come; POST says it."""
    parcel, wish = parcel_of_order(f"order:{found.row.pk}") or (None, None)
    if parcel is None or parcel.fulfilment.state not in ON_THE_WAY:
        return redirect("frontend:order", found.row.access_token)
    days = days_to_choose(timezone.localdate())
    form = WishForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": wish.kind if wish else WishKind.AGAIN.value, "words": wish.words if wish else ""},
    )
    if form.is_bound and attempt(form, lambda: _wished(request, parcel, form)) is not None:
        return redirect("frontend:order", found.row.access_token)
    chosen = form.data.get("day", "") if form.is_bound else _day_of(wish, days).isoformat()
    shown = {"order": found.row, "form": form, "days": days, "chosen": chosen}
    return render(
        request, "frontend/shop/delivery.html", shown, status=UNPROCESSABLE if form.is_bound else 200
    )


def _day_of(wish: DeliveryWish | None, days: tuple[date, ...]) -> date:
    return wish.day if wish is not None and wish.day in days else days[0]


def _wished(request: HttpRequest, parcel: Parcel, form: WishForm) -> DeliveryWish:
    return delivery_wish(
        actor=actor_for(request),
        parcel_id=parcel.pk,
        kind=WishKind(form.cleaned_data["kind"]),
        day=form.cleaned_data["day"],
        words=form.cleaned_data["words"],
        holds_secret=True,
        now=timezone.now(),
    )
