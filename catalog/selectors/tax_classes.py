"""Tax classes and their rates, as the back office reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.models.tax import TaxClass, TaxClassRate, TaxTreatment
from catalog.states import HOME, TaxCode


@dataclass(frozen=True, slots=True)
class CountryRate:
    """A rate (a share: 0.2 is twenty per cent) of a class in a country; without a class: of what has none."""

    country: str
    rate: Decimal
    tax_class: TaxClass | None


def rates_of_classes(classes: Sequence[TaxClass], *, on: date) -> dict[int, list[CountryRate]]:
    """Return the rates of each class on a day, home first, in two statements."""
    found: dict[int, list[CountryRate]] = {each.pk: [] for each in classes}
    at_home = _at_home([each.code for each in classes], on)
    for each in classes:
        if each.code in at_home:
            found[each.pk].append(CountryRate(HOME, at_home[each.code], each))
    rows = TaxClassRate.objects.filter(tax_class__in=classes).select_related("tax_class")
    for row in rows.order_by("country"):
        found[row.tax_class_id or 0].append(CountryRate(row.country, row.rate, row.tax_class))
    return found


def rates_by_country(*, on: date, country: str | None = None) -> dict[str, list[CountryRate]]:
    """Return all rates by country on a day (of one country, if it is named), in three statements."""
    found: dict[str, list[CountryRate]] = {}
    if country in (None, HOME):
        classes = list(TaxClass.objects.order_by("pk"))
        at_home = _at_home([*(each.code for each in classes), TaxCode.NORMAL.value], on)
        rates = [CountryRate(HOME, at_home[each.code], each) for each in classes if each.code in at_home]
        if TaxCode.NORMAL.value in at_home:
            rates.append(CountryRate(HOME, at_home[TaxCode.NORMAL.value], None))
        if rates:
            found[HOME] = rates
    rows = TaxClassRate.objects.select_related("tax_class").order_by("country", "tax_class_id")
    for row in rows.filter(country=country) if country is not None else rows:
        found.setdefault(row.country, []).append(CountryRate(row.country, row.rate, row.tax_class))
    return found


def tax_classes_by_code(codes: Sequence[str]) -> dict[str, TaxClass]:
    """Return classes by code, in one statement."""
    return {row.code: row for row in TaxClass.objects.filter(code__in=codes)}


def codes_with_treatment() -> list[str]:
    """Return the codes that have a rate at home, in one statement."""
    return list(TaxTreatment.objects.order_by("code").values_list("code", flat=True).distinct())


def _at_home(codes: Sequence[str], on: date) -> dict[str, Decimal]:
    rows = TaxTreatment.objects.filter(code__in=codes, from_date__lte=on).order_by("code", "from_date")
    return {row.code: row.rate for row in rows}
