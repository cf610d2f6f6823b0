"""Decide that money goes back to a customer, and book what it is taken from (workflow 7.10; T10)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.selectors.custody import custody_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line
from marketplace.outbox import bus
from marketplace.payouts.selectors.rows import is_paid_out
from marketplace.payouts.services.debt_carry import debt_carry
from orders.events import RefundDecided
from orders.liability import LIABILITY, Liability
from orders.models.dispute import Dispute
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment
from orders.models.refund import Claim, Refund, RefundPart
from orders.models.returning import ReturnRequest
from orders.policies import may_refund
from orders.postings import order_subject
from orders.postings_refund import (
    charge_lines,
    net_of_part,
    part_subject,
    post_refund_part,
    post_refund_set_off,
    refund_facts,
)
from orders.refund_states import Bearer, ChargedTo, RefundCause, RefundMedium, RefundState
from orders.services.pool_reshare import pool_reshare
from orders.services.refund_draft import Draft, Wish, drafts_of
from orders.services.refund_others import gift_share, others_return
from orders.services.refund_parts import part_counted, part_written
from orders.services.refund_rows import last_day_of_refund, order_of_refund_locked
from orders.services.refund_send import refund_dispatch
from orders.states import PaymentMethod, PaymentState


@dataclass(frozen=True, slots=True)
class SetOff:
    """
    What of a refund was never collected: it is taken off what a holder of the customer's money has.

    `source` takes it out of the account (its amount is negative); the rest, if any, is paid back as always.
    """

    source: Line

    @property
    def amount(self) -> Money:
        """How much of the refund that is."""
        return -self.source.amount


@transaction.atomic
def refund_decide(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    key: str,
    cause: RefundCause,
    wish: Wish,
    reason: str,
    now: datetime,
    return_request: ReturnRequest | None = None,
    dispute: Dispute | None = None,
    debtor_id: int | None = None,
    set_off: SetOff | None = None,
) -> Refund:
    """
    Decide a refund by line and by cooperative; deciding again under the same key changes nothing.

    Commission, hub fee and tax go back with their lines, and who bears it all follows from the cause. The card is
    credited by itself; who paid otherwise chooses how to be paid back.

    :param debtor_id: who answers for it, where it is not the hub or the carrier that had the parcel last
    :param set_off: what of it was not collected in the first place
    :raises NotFound: if there is no such order
    :raises NotAllowed: if the actor is not in charge of orders
    :raises IllegalMove: if nothing was paid yet
    :raises OverRefund: if more would go back than was paid
    """
    order = order_of_refund_locked(order_id)
    require(may_refund(actor), _("Only staff in charge of orders may give money back."))
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return known
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.state != PaymentState.PAID:
        raise IllegalMove(_("Nothing was paid for this order yet."), field="order")
    drafts = drafts_of(order, wish, LIABILITY[cause])
    refund = _created(
        order, payment, drafts, key, cause, reason, return_request, dispute, set_off, actor, now
    )
    debtor_id = debtor_id or _debtor(LIABILITY[cause].goods, order)
    budgets: dict[int, Money] = {}
    for draft in drafts:
        for budget_id, part in draft.partners.items():
            budgets[budget_id] = budgets.get(budget_id, Money.zero(order.currency)) + part
        _book(order, refund, draft, LIABILITY[cause], debtor_id, actor, now)
    if set_off is not None:
        post_refund_set_off(refund=refund, source=set_off.source, actor=actor, now=now)
    others_return(order=order, refund=refund, budgets=budgets, actor=actor, now=now)
    # Whoever may refund need not handle settlements: that a common sale is shared anew follows by itself.
    pool_reshare(
        sub_orders=[draft.sub_order for draft in drafts], actor=Actor.of_machine("pool-shares"), now=now
    )
    bus.publish(RefundDecided(refund_id=str(refund.pk), order_id=str(order.pk), happened_at=now))
    refund_dispatch(refund=refund, payment=payment, now=now)
    return refund


def _created(
    order: Order,
    payment: Payment,
    drafts: Sequence[Draft],
    key: str,
    cause: RefundCause,
    reason: str,
    return_request: ReturnRequest | None,
    dispute: Dispute | None,
    set_off: SetOff | None,
    actor: Actor,
    now: datetime,
) -> Refund:
    total = total_of([draft.total for draft in drafts])
    withheld = set_off.amount if set_off else Money.zero(order.currency)
    gift = gift_share(order, payment, total, from_card_alone=dispute is not None, withheld=withheld)
    amount = total - gift - withheld
    payment.owed_back_minor += amount.minor
    payment.gift_back_minor += gift.minor
    payment.save(update_fields=["owed_back_minor", "gift_back_minor"])
    medium = _medium(payment, amount, gift, dispute, withheld)
    return Refund.objects.create(
        order=order,
        key=key,
        cause=cause,
        reason=reason.strip()[:300],
        amount_minor=amount.minor,
        gift_minor=gift.minor,
        set_off_minor=withheld.minor,
        currency=amount.currency,
        state=RefundState.DUE if medium else RefundState.CHOICE,
        medium=medium,
        return_request=return_request,
        dispute=dispute,
        decided_by=actor.name,
        decided_at=now,
        due_date=last_day_of_refund(now),
    )


def _medium(payment: Payment, amount: Money, gift: Money, dispute: Dispute | None, withheld: Money) -> str:
    """Return how money goes back where nobody has to choose; empty where the customer does."""
    if not amount:
        return RefundMedium.DEDUCTED if withheld else RefundMedium.GIFT if gift else RefundMedium.PARTNER
    if dispute is not None:
        return RefundMedium.DISPUTE
    return RefundMedium.CARD if payment.method == PaymentMethod.CARD else ""


def _book(
    order: Order,
    refund: Refund,
    draft: Draft,
    liability: Liability,
    debtor: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    sub_order = draft.sub_order
    charged_to = _charged_to(sub_order, liability.goods, debtor)
    part = part_written(refund, draft, bearer=liability.goods, charged_to=charged_to)
    facts = refund_facts(order, sub_order, part, draft.shares)
    lines = charge_lines(
        part,
        sub_order,
        carried=_carried(part, sub_order, facts, now),
        claim=_claim(part, sub_order, debtor, now),
    )
    post_refund_part(part=part, lines=lines, facts=facts, actor=actor, now=now)
    part_counted(draft, part)


def _carried(part: RefundPart, sub_order: SubOrder, facts: Mapping[str, Any], now: datetime) -> Line | None:
    net = net_of_part(part)
    if part.charged_to != ChargedTo.CARRIED or not net:
        return None
    return debt_carry(
        organisation_id=sub_order.organisation_id,
        key=part_subject(part),
        amount=net,
        facts=facts,
        happened_at=now,
    )


def _claim(part: RefundPart, sub_order: SubOrder, debtor: int | None, now: datetime) -> Claim | None:
    claimed = part.goods if sub_order.lost_at is not None else part.goods + part.delivery
    if part.charged_to != ChargedTo.CLAIM or debtor is None or not claimed:
        return None
    return Claim.objects.create(
        part=part,
        debtor_id=debtor,
        amount_minor=claimed.minor,
        currency=part.currency,
        opened_at=now,
    )


def _debtor(bearer: Bearer, order: Order) -> int | None:
    """Who answers for damage: the hub that packed the parcel, or the carrier that had it."""
    if bearer not in (Bearer.HUB, Bearer.CARRIER):
        return None
    custody = custody_of(order_subject(order))
    if custody is None:
        return None
    return {Bearer.HUB: custody.hub_id, Bearer.CARRIER: custody.carrier_id}.get(bearer)


def _charged_to(sub_order: SubOrder, bearer: Bearer, debtor: int | None) -> ChargedTo:
    if bearer != Bearer.COOPERATIVE:
        return ChargedTo.CLAIM if debtor is not None else ChargedTo.EXPENSE
    if sub_order.earned_at is None:
        return ChargedTo.CLEARING
    if sub_order.matured_at is None:
        return ChargedTo.MATURING
    paid_out = is_paid_out(
        entry_key=f"{sub_order.subject}:matured",
        account=chart.payable_available(sub_order.organisation_id, sub_order.currency),
        currency=sub_order.currency,
    )
    return ChargedTo.CARRIED if paid_out else ChargedTo.AVAILABLE
