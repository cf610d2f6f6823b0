"""A common product: what each member brings of it, what is asked for, and what is taken back."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models.pooled import PooledListing
from catalog.policies import may_edit
from catalog.services.pooled_listing_change import pooled_listing_regrade, pooled_listing_reopen
from catalog.services.pooled_listing_open import pooled_listing_close, pooled_listing_open
from frontend.access import opened_to, opens_portal
from frontend.forms.alliances import BringForm, CallForm, GradesForm, PoolForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from logistics.models.pooled import SupplyCall
from logistics.policies import may_announce
from logistics.selectors.pooled import pool_of
from logistics.services.contribution_offer import Promise, contribution_offer, contribution_withdraw
from logistics.services.supply_call import supply_call, supply_call_close
from marketplace.kernel.errors import InvalidInput

HERE = "portal-alliances"


@require_safe
@opened_to(opens_portal)
def pool(request: HttpRequest, listing_id: int) -> HttpResponseBase:
    """Show a common product: calls first, then what each has promised or brought."""
    return _pool_page(request, place_of(request), listing_id)


def _pool_page(
    request: HttpRequest,
    place: Place,
    listing_id: int,
    *,
    bring: BringForm | None = None,
    call: CallForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    language = language_here()
    found = pool_of(**place.known, listing_id=listing_id)
    first = found.variants[0].pk if found.variants else 0
    context: dict[str, Any] = {
        "listing": found.listing,
        "name": found.listing.product.name(language),
        "alliance_name": found.listing.alliance.name(language),
        "variants": [(row.pk, row.name(language)) for row in found.variants],
        "grades": list(found.listing.grades),
        "calls": [_call_row(row, place.organisation_id, language) for row in found.calls],
        "rows": [
            {
                "row": row,
                "who": row.organisation.name(language),
                "is_own": row.organisation_id == place.organisation_id,
                "has_come": row.lot_id is not None,
            }
            for row in found.contributions
        ],
        "bring": bring or BringForm(initial={"key": uuid4().hex, "variant": first}),
        "ask": call or CallForm(initial={"key": uuid4().hex, "variant": first}),
        "today": timezone.localdate().isoformat(),
        "may_announce": may_announce(place.actor, place.organisation_id),
        "is_open": found.listing.closed_at is None,
        **_selling(place, found.listing),
    }
    return portal_page(request, "pool", HERE, context, place=place, status=status)


def _selling(place: Place, listing: PooledListing) -> dict[str, Any]:
    """Whether this cooperative sells it for all, and what each grade counts for as people write it."""
    prices = {grade: f"{minor / 100:.2f}".replace(".", ",") for grade, minor in listing.grades.items()}
    return {
        "sells": listing.product.organisation_id == place.organisation_id
        and may_edit(place.actor, place.organisation_id),
        "prices": [
            (name, grade, prices.get(grade, ""))
            for name, grade in (("first", "1"), ("second", "2"), ("third", "3"))
        ],
    }


def _call_row(row: SupplyCall, organisation_id: int, language: str) -> dict[str, Any]:
    answers = list(row.answers.all())
    promised = sum(answer.quantity for answer in answers)
    return {
        "row": row,
        "size": row.variant.name(language),
        "promised": promised,
        "missing": max(row.quantity - promised, 0),
        "own": sum(answer.quantity for answer in answers if answer.organisation_id == organisation_id),
        "key": uuid4().hex,
    }


@require_POST
@opened_to(opens_portal)
def regrade(request: HttpRequest, listing_id: int) -> HttpResponseBase:
    """Let what is promised from now on count for other sums."""
    place, form = place_of(request), GradesForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Please write an amount such as 1234,50."), field="grades")
    done(
        request,
        lambda: pooled_listing_regrade(
            actor=place.actor, listing_id=listing_id, grades=form.grades(), now=timezone.now()
        ),
        _("Saved"),
    )
    return redirect("frontend:portal-pool", listing_id)


@require_POST
@opened_to(opens_portal)
def close(request: HttpRequest, listing_id: int) -> HttpResponseBase:
    """Take nothing more for a common product, or take goods again."""
    place, now = place_of(request), timezone.now()
    service = pooled_listing_reopen if "undo" in request.POST else pooled_listing_close
    done(request, lambda: service(actor=place.actor, listing_id=listing_id, now=now), _("Saved"))
    return redirect("frontend:portal-pool", listing_id)


@require_POST
@opened_to(opens_portal)
def bring(request: HttpRequest, listing_id: int) -> HttpResponseBase:
    """Promise goods."""
    place, now = place_of(request), timezone.now()
    form = BringForm(request.POST)
    promised = attempt(
        form,
        lambda: contribution_offer(
            **place.known,
            listing_id=listing_id,
            promise=Promise(
                variant_id=form.cleaned_data["variant"],
                quantity=form.cleaned_data["quantity"],
                grade=form.cleaned_data["grade"],
                from_date=timezone.localdate(now),
                until_date=form.cleaned_data["until_date"],
                call_id=form.cleaned_data["call"],
            ),
            key=form.cleaned_data["key"],
            now=now,
        ),
    )
    if promised is None:
        return _pool_page(request, place, listing_id, bring=form, status=UNPROCESSABLE)
    done(request, lambda: None, _("The others see what you bring. You can take it back."))
    return redirect("frontend:portal-pool", listing_id)


@require_POST
@opened_to(opens_portal)
def ask(request: HttpRequest, listing_id: int) -> HttpResponseBase:
    """Ask all members for goods."""
    place, now = place_of(request), timezone.now()
    form = CallForm(request.POST)
    called = attempt(
        form,
        lambda: supply_call(
            **place.known,
            listing_id=listing_id,
            variant_id=form.cleaned_data["variant"],
            quantity=form.cleaned_data["quantity"],
            needed_date=form.cleaned_data["needed_date"],
            note=form.cleaned_data["note"],
            key=form.cleaned_data["key"],
            now=now,
        ),
    )
    if called is None:
        return _pool_page(request, place, listing_id, call=form, status=UNPROCESSABLE)
    done(request, lambda: None, _("All members are asked."))
    return redirect("frontend:portal-pool", listing_id)


@require_POST
@opened_to(opens_portal)
def take_back(request: HttpRequest, contribution_id: int) -> HttpResponseBase:
    """Take a promise back."""
    place = place_of(request)
    taken = done(
        request,
        lambda: contribution_withdraw(actor=place.actor, contribution_id=contribution_id, now=timezone.now()),
        _("Taken back."),
    )
    if taken is None:
        return redirect("frontend:portal-alliances")
    return redirect("frontend:portal-pool", taken.listing_id)


@require_POST
@opened_to(opens_portal)
def close_call(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """End a call."""
    place = place_of(request)
    call = done(
        request,
        lambda: supply_call_close(**place.known, call_id=call_id, now=timezone.now()),
        _("The call is over."),
    )
    if call is None:
        return redirect("frontend:portal-alliances")
    return redirect("frontend:portal-pool", call.listing_id)


@require_POST
@opened_to(opens_portal)
def share_product(request: HttpRequest, product_id: int) -> HttpResponseBase:
    """Sell one of the cooperative's products in common with its alliance."""
    place, form = place_of(request), PoolForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Please write an amount such as 1234,50."), field="grades")
    made = done(
        request,
        lambda: pooled_listing_open(
            actor=place.actor,
            product_id=product_id,
            alliance_id=form.cleaned_data["alliance"],
            grades=form.grades(),
            now=timezone.now(),
        ),
        _("All members can bring it now."),
    )
    if made is None:
        return redirect("frontend:portal-product", product_id)
    return redirect("frontend:portal-pool", made.pk)
