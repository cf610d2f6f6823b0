"""The back office writes tax classes of its own."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models.tax import TaxAssignment, TaxClass, TaxTreatment
from catalog.models.taxonomy import ProductType
from catalog.policies import may_keep_taxes
from catalog.services.tax_rates_write import tax_rates_write
from catalog.states import TaxCode
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, Missing, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require

_NUMBER = "SELECT nextval(pg_get_serial_sequence('catalog_taxclass', 'id'))"


@transaction.atomic
def tax_class_create(
    *, actor: Actor, name: str, rates: Mapping[str, Decimal | None], now: datetime
) -> TaxClass:
    """
    Write a class with its rates by country (shares; see `tax_rates_write`).

    :raises NotAllowed: if the actor may not keep taxes
    :raises InvalidInput: if the name is empty or too long
    :raises NegativeRate: if a rate cannot be one
    """
    require(may_keep_taxes(actor), _("Only staff may keep taxes."))
    names = {"fr": _name(name)}
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER)
        (number,) = cursor.fetchone()
    tax_class = TaxClass.objects.create(pk=number, code=f"C{number}", names=names)
    tax_rates_write(actor=actor, tax_class=tax_class, rates=rates, now=now)
    return tax_class


@transaction.atomic
def tax_class_update(
    *,
    actor: Actor,
    tax_class_id: int,
    name: str | None = None,
    rates: Mapping[str, Decimal | None] | None = None,
    now: datetime,
) -> TaxClass:
    """
    Change a class's name, and write its rates by country (None takes one back).

    :raises NotAllowed: if the actor may not keep taxes
    :raises NotFound: if there is no such class
    :raises InvalidInput: if the name is empty or too long
    :raises NegativeRate: if a rate cannot be one
    :raises IllegalMove: if the rate at home of one of the law's own codes is to be taken back
    """
    require(may_keep_taxes(actor), _("Only staff may keep taxes."))
    tax_class = _locked(tax_class_id)
    if name is not None:
        tax_class.names = {**tax_class.names, "fr": _name(name)}
        tax_class.save(update_fields=["names"])
    tax_rates_write(actor=actor, tax_class=tax_class, rates=rates or {}, now=now)
    return tax_class


@transaction.atomic
def tax_class_delete(*, actor: Actor, tax_class_id: int) -> TaxClass:
    """
    Delete a class of the back office's own; what it taxed is taxed at the normal rate again.

    :raises NotAllowed: if the actor may not keep taxes
    :raises NotFound: if there is no such class
    :raises IllegalMove: if it is one of the law's own codes
    """
    require(may_keep_taxes(actor), _("Only staff may keep taxes."))
    tax_class = _locked(tax_class_id)
    if tax_class.code in TaxCode.values:
        raise IllegalMove(_("This class is a code of the law and stays."), field="id")
    TaxAssignment.objects.filter(code=tax_class.code).delete()
    ProductType.objects.filter(default_tax_code=tax_class.code).update(default_tax_code=TaxCode.NORMAL)
    TaxTreatment.objects.filter(code=tax_class.code).delete()
    key = tax_class.pk
    tax_class.delete()
    tax_class.pk = key
    return tax_class


@transaction.atomic
def tax_country_write(
    *, actor: Actor, country: str, rates: Mapping[int | None, Decimal | None], now: datetime
) -> None:
    """
    Write a country's rates by class (None: of what has no class).

    :raises NotAllowed: if the actor may not keep taxes
    :raises NotFound: if there is no such class
    :raises NegativeRate: if a rate cannot be one
    :raises IllegalMove: if the rate at home of one of the law's own codes is to be taken back
    """
    require(may_keep_taxes(actor), _("Only staff may keep taxes."))
    classes = TaxClass.objects.in_bulk([key for key in rates if key is not None])
    for key, rate in rates.items():
        if key is not None and key not in classes:
            raise NotFound(_("There is no such tax class."), field="update_tax_class_rates")
        tax_class = None if key is None else classes[key]
        tax_rates_write(actor=actor, tax_class=tax_class, rates={country: rate}, now=now)


def _name(name: str) -> str:
    if not name.strip():
        raise Missing(_("This must not be empty."), field="name")
    return clean_line(name, field="name", most=100)


def _locked(tax_class_id: int) -> TaxClass:
    tax_class = TaxClass.objects.select_for_update().filter(pk=tax_class_id).first()
    if tax_class is None:
        raise NotFound(_("There is no such tax class."), field="id")
    return tax_class
