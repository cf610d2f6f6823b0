"""What the hub's work is in the books: taken off what a cooperative is owed, earned by the hub, and explained."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from logistics.models.tariff import HubCharge
from logistics.states import HubService
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_date, format_money, format_weight
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post


def post_hub_charge(charge: HubCharge, *, number: str, actor: Actor, now: datetime) -> None:
    """
    Post a charge: a debit of the cooperative that its next settlement takes off, with the words of its statement.

    :param number: how people call what was done: a receipt's or a run's number, or a day
    """
    ledger_post(
        key=f"hub-charge:{charge.pk}",
        reason="hub_service",
        happened_at=charge.charged_at,
        recorded_at=now,
        lines=[
            Line(chart.payable_available(charge.organisation_id, charge.currency), charge.amount),
            Line(chart.hub_fees(charge.currency), -charge.amount),
        ],
        actor=actor,
        reference=charge.reference,
        facts={
            "kind": "hub_service",
            "service": charge.service,
            "grams": charge.grams,
            "net_minor": -charge.amount_minor,
            "currency": charge.currency,
            "text": _words(charge, number),
        },
    )


def _words(charge: HubCharge, number: str) -> Mapping[str, str]:
    """Say in each language what was done and by which price; the price of that day is frozen in the words."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            values = {
                "number": number,
                "weight": format_weight(charge.grams, language),
                "service": str(HubService(charge.service).label),
            }
            if charge.tariff is None:
                said[language] = (
                    _("%(service)s, %(number)s: your share by the %(weight)s that you brought.") % values
                )
                continue
            values |= {
                "price": format_money(charge.tariff.price, language),
                "per": format_weight(charge.tariff.per_g, language),
                "since": format_date(charge.tariff.from_date, language),
            }
            said[language] = (
                _("%(service)s, %(number)s: %(weight)s at %(price)s for %(per)s, prices of %(since)s.")
                % values
            )
    return said
