"""What is owed for goods that were lost at the hub: to their cooperative, by the hub."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from logistics.events import GoodsMissed
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_money
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.order import Order, SubOrder
from orders.models.refund import Claim


def post_loss(
    *, claim: Claim, loss: GoodsMissed, unit: Money, names: Mapping[str, str], actor: Actor, now: datetime
) -> None:
    """The hub owes what the lost units would have earned; it is payable to their cooperative at once."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = _(
                "%(units)s × %(product)s of lot %(lot)s are missing at the hub: %(price)s each, price less commission."
            ) % {
                "units": loss.units,
                "product": text_in(names, language),
                "lot": loss.lot,
                "price": format_money(unit, language),
            }
    ledger_post(
        key=f"{claim.subject}:loss",
        reason="goods_lost",
        happened_at=loss.happened_at,
        recorded_at=now,
        lines=[
            Line(chart.claim_on(claim.debtor_id, claim.currency), claim.amount, claim.subject),
            Line(chart.payable_available(loss.organisation_id, claim.currency), -claim.amount),
        ],
        actor=actor,
        reference=loss.reference,
        facts={
            "kind": "goods_lost",
            "lot": loss.lot,
            "units": loss.units,
            "unit_minor": unit.minor,
            "net_minor": claim.amount_minor,
            "currency": claim.currency,
            "text": said,
        },
    )


def post_parcel_lost(
    *, claim: Claim, order: Order, sub_order: SubOrder, actor: Actor, happened_at: datetime, now: datetime
) -> None:
    """Whoever lost a parcel that nobody had paid owes its goods, in the customer's place."""
    ledger_post(
        key=f"{claim.subject}:loss",
        reason="parcel_lost",
        happened_at=happened_at,
        recorded_at=now,
        lines=[
            Line(chart.claim_on(claim.debtor_id, claim.currency), claim.amount, claim.subject),
            Line(chart.order_clearing(claim.currency), -claim.amount, sub_order.subject),
        ],
        actor=actor,
        reference=sub_order.subject,
        facts={"order_number": order.number, "sub_order_number": sub_order.number},
    )
