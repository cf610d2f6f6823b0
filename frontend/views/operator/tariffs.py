"""Delivery prices: the tables that count, a new one with its effect shown before, and who changed what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for, opened_to, opens_tariffs
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.tariffs import Bands, TariffForm, bands_form, bands_of, initial_bands
from frontend.views.operator.desk import language_here, operator_page
from logistics.delivery_bands import bands_checked
from logistics.models.delivery import DeliveryRate, DeliveryZone
from logistics.selectors.delivery_tariffs import (
    TariffEffect,
    TariffTable,
    tariff_changes,
    tariff_effect,
    tariff_places,
    tariffs_listed,
)
from logistics.services.delivery_tariff_write import may_withdraw, rates_of, tariff_set, tariff_withdraw
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_weight
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.money import Money

HERE = "operator-tariffs"


@dataclass(frozen=True, slots=True)
class BandRow:
    """One row of a table as it is read."""

    weight: str
    price: Money
    cost: Money
    remote: Money
    free_from: Money | None


@dataclass(frozen=True, slots=True)
class TableCard:
    """A table with the words of its place, and the address at which it is changed."""

    table: TariffTable
    place: str
    key: str
    rows: tuple[BandRow, ...]


def place_words(region: str, zone: DeliveryZone | None, language: str) -> str:
    """Name the place of a table."""
    if zone is not None:
        return zone.name(language)
    known = provinces().get(region) or regions().get(region)
    return known.name(language) if known else _("Everywhere else")


def _key(table: TariffTable) -> str:
    return f"zone:{table.zone.pk}" if table.zone is not None else table.region


def _row(rate: DeliveryRate, language: str) -> BandRow:
    free = rate.free_from_minor
    return BandRow(
        format_weight(rate.up_to_weight_g, language),
        rate.price,
        rate.cost,
        rate.remote,
        Money(free, rate.currency) if free else None,
    )


@require_safe
@opened_to(opens_tariffs)
def tariffs(request: HttpRequest) -> HttpResponseBase:
    """List the tables that count or will, and the last changes."""
    actor, now, language = actor_for(request), timezone.now(), language_here()
    cards = [
        TableCard(
            table,
            place_words(table.region, table.zone, language),
            _key(table),
            tuple(_row(rate, language) for rate in table.rates),
        )
        for table in tariffs_listed(actor=actor, now=now)
    ]
    changes = [
        (row, place_words(row.region, row.zone, language), may_withdraw(row, now))
        for row in tariff_changes(actor=actor)
    ]
    return operator_page(request, "tariffs", HERE, {"cards": cards, "changes": changes})


@require_http_methods(["GET", "POST"])
@opened_to(opens_tariffs)
def tariff_new(request: HttpRequest) -> HttpResponseBase:
    """Write a new table; POST shows what it would change, or saves it."""
    actor = actor_for(request)
    methods, zones = tariff_places(actor=actor)
    known: dict[str, Any] = {"methods": methods, "zones": zones, "language": language_here()}
    effect: TariffEffect | None = None
    if request.method == "POST":
        form, bands = TariffForm(request.POST, **known), bands_form(request.POST)
        if form.is_valid() and bands.is_valid():
            if "save" in request.POST:
                if attempt(form, lambda: _saved(actor, form, bands)) is not None:
                    messages.success(
                        request, _("The tariff is written. You can take it back for ten minutes.")
                    )
                    return redirect("frontend:operator-tariffs")
            else:
                effect = attempt(form, lambda: _effect(actor, form, bands))
    else:
        form, bands = _begun(request, actor, known)
    shown = {"form": form, "bands": bands, "effect": effect}
    is_wrong = form.is_bound and bool(form.errors or any(bands.errors))
    return operator_page(request, "tariff_new", HERE, shown, status=UNPROCESSABLE if is_wrong else 200)


def _begun(request: HttpRequest, actor: Actor, known: dict[str, Any]) -> tuple[TariffForm, Bands]:
    """Begin with the table that counts now, from tomorrow on."""
    method, place = request.GET.get("method", ""), request.GET.get("place", "")
    now = timezone.now()
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    tables = tariffs_listed(actor=actor, now=now) if method else []
    found = next(
        (
            table
            for table in tables
            if str(table.method.pk) == method and _key(table) == place and table.is_in_force
        ),
        None,
    )
    begun = {"method": method, "place": place, "from_date": tomorrow}
    form = TariffForm(initial={**begun, "divisor": found.divisor if found else None}, **known)
    return form, bands_form(initial=initial_bands(found.rates) if found else [])


def _saved(actor: Actor, form: TariffForm, bands: Bands) -> object:
    return tariff_set(
        actor=actor,
        method_id=form.method_chosen().pk,
        place=form.place_chosen(),
        bands=bands_of(bands),
        from_date=form.cleaned_data["from_date"],
        source=form.cleaned_data["source"],
        divisor=form.cleaned_data["divisor"],
        now=timezone.now(),
    )


def _effect(actor: Actor, form: TariffForm, bands: Bands) -> TariffEffect:
    method, day = form.method_chosen(), form.cleaned_data["from_date"]
    rates = rates_of(
        method, form.place_chosen(), bands_checked(bands_of(bands)), day, "", form.cleaned_data["divisor"]
    )
    return tariff_effect(actor=actor, method_id=method.pk, rates=rates, from_date=day, now=timezone.now())


@require_POST
@opened_to(opens_tariffs)
def withdraw(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """Take a table back."""
    actor = actor_for(request)
    done(
        request,
        lambda: tariff_withdraw(actor=actor, change_id=change_id, now=timezone.now()),
        _("Taken back: what held before holds again."),
    )
    return redirect("frontend:operator-tariffs")
