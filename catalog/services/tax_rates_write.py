"""Rates of tax classes by country: dated treatments at home, plain rates elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.tax import TaxClass, TaxClassRate, TaxTreatment
from catalog.states import HOME, TaxCode
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove


class NegativeRate(DomainError):
    """A rate lies below zero, or so high that it was mistyped."""

    code = "CANNOT_CREATE_NEGATIVE_RATE"


def tax_rates_write(
    *, actor: Actor, tax_class: TaxClass | None, rates: Mapping[str, Decimal | None], now: datetime
) -> None:
    """
    Write the rates of a class (None: of what has no class) by country; None takes a rate back.

    At home a rate is a treatment from today on: what was sold before keeps its own. There what has no class is
    taxed at the normal rate.

    :param rates: shares (0.2 is twenty per cent) by ISO 3166-1 code
    :raises NegativeRate: if a rate is negative, or one at home is not below 1
    :raises IllegalMove: if the rate at home of one of the law's own codes is to be taken back
    """
    for country, rate in rates.items():
        if rate is not None and not 0 <= rate < (1 if country == HOME else 10):
            raise NegativeRate(_("A rate lies between 0 and 100 per cent."), field="rate")
        if country == HOME:
            _write_at_home(actor, tax_class, rate, now)
        elif rate is None:
            TaxClassRate.objects.filter(tax_class=tax_class, country=country).delete()
        else:
            TaxClassRate.objects.update_or_create(
                tax_class=tax_class, country=country, defaults={"rate": rate}
            )


def _write_at_home(actor: Actor, tax_class: TaxClass | None, rate: Decimal | None, now: datetime) -> None:
    code = tax_class.code if tax_class else TaxCode.NORMAL.value
    if rate is None:
        if code in TaxCode.values:
            raise IllegalMove(_("The rate of a code of the law changes, but never goes."), field="rate")
        TaxTreatment.objects.filter(code=code).delete()
        return
    before = TaxTreatment.objects.filter(code=code, from_date__lte=timezone.localdate(now))
    newest = before.order_by("-from_date").first()
    if newest is not None and newest.rate == rate:
        return
    percent = f"{(rate * 100).normalize():f}"
    TaxTreatment.objects.update_or_create(
        code=code,
        from_date=timezone.localdate(now),
        defaults={
            "rate": rate,
            "mentions": {"fr": f"TVA {percent} %", "ar": f"الضريبة على القيمة المضافة {percent}%"},
            "source": f"Back office, {actor.name}",
        },
    )
