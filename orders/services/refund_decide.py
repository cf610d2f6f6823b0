"""Decide that money goes back to a customer, and book what it is taken from (workflow 7.10; T10)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from logistics.selectors.custody import custody_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
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
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentSplit
from orders.models.refund import Claim, Refund, RefundLine, RefundPart
from orders.models.returning import ReturnRequest
from orders.policies import may_refund
from orders.postings import order_subject
from orders.postings_refund import charge_lines, net_of_part, part_subject, post_refund_part, refund_facts
from orders.refund_states import Bearer, ChargedTo, RefundCause, RefundMedium, RefundState
from orders.refunding import LineShare, OverRefund, PartShare, WantedLine, part_share, spread
from orders.services.pool_reshare import pool_reshare
from orders.services.refund_others import gift_share, others_return, partner_shares
from orders.services.refund_rows import last_day_of_refund, lines_by_part, order_of_refund_locked, paid_line
from orders.services.refund_send import refund_dispatch
from orders.states import PaymentMethod, PaymentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to go back: units of lines, or a sum spread over all that is left; and whether delivery with it."""

    lines: Sequence[WantedLine] = ()
    amount: Money | None = None
    # None: with the last unit of a cooperative's part its share of the delivery goes back too
    with_delivery: bool | None = None
    # So much of the delivery, shared over the cooperatives' parts; instead of the rule above
    delivery: Money | None = None


@dataclass(slots=True)
class _Draft:
    """One cooperative's part while it is worked out."""

    sub_order: SubOrder
    split: PaymentSplit
    lines: list[OrderLine]
    share: PartShare
    delivery: Money
    cash_fee: Money = field(init=False)
    # What of the goods goes back to which partner's budget
    partners: dict[int, Money] = field(init=False)

    def __post_init__(self) -> None:
        """Ask what partners had paid; the lines are as they were before."""
        self.partners = partner_shares(self.shares) if any(line.funded_minor for line in self.lines) else {}

    @property
    def shares(self) -> list[tuple[OrderLine, LineShare]]:
        """Each line of which something goes back, with that."""
        by_id = {line.pk: line for line in self.lines}
        return [(by_id[share.line_id], share) for share in self.share.lines]

    @property
    def funded(self) -> Money:
        """What of the goods others than the customer had paid."""
        funded = 0
        for line, share in self.shares:
            after = line.refunded_minor + share.amount.minor
            whole = Money(line.funded_minor, line.currency)
            before = whole.portion(line.refunded_minor, line.total_minor)
            funded += (whole.portion(after, line.total_minor) - before).minor
        return Money(funded, self.delivery.currency)

    @property
    def total(self) -> Money:
        """What the customer gets."""
        return self.share.goods - self.funded + self.delivery


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
) -> Refund:
    """
    Decide a refund by line and by cooperative; deciding again under the same key changes nothing.

    Commission, hub fee and tax go back with their lines, and who bears it all follows from the cause. The card is
    credited by itself; who paid otherwise chooses how to be paid back.

    :param debtor_id: who answers for it, where it is not the hub or the carrier that had the parcel last
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
    drafts = _drafts(order, wish, LIABILITY[cause])
    refund = _created(order, payment, drafts, key, cause, reason, return_request, dispute, actor, now)
    debtor_id = debtor_id or _debtor(LIABILITY[cause].goods, order)
    budgets: dict[int, Money] = {}
    for draft in drafts:
        for budget_id, part in draft.partners.items():
            budgets[budget_id] = budgets.get(budget_id, Money.zero(order.currency)) + part
        _book(order, refund, draft, LIABILITY[cause], debtor_id, actor, now)
    others_return(order=order, refund=refund, budgets=budgets, actor=actor, now=now)
    # Whoever may refund need not handle settlements: that a common sale is shared anew follows by itself.
    pool_reshare(
        sub_orders=[draft.sub_order for draft in drafts], actor=Actor.of_machine("pool-shares"), now=now
    )
    bus.publish(RefundDecided(refund_id=str(refund.pk), order_id=str(order.pk), happened_at=now))
    refund_dispatch(refund=refund, payment=payment, now=now)
    return refund


def _drafts(order: Order, wish: Wish, liability: Liability) -> list[_Draft]:
    lines = lines_by_part(order)
    wanted = {line.line_id: line for line in _wanted(wish, lines, order.currency)}
    known = {line.pk for some in lines.values() for line in some}
    if not wanted.keys() <= known or len(wanted) < len(wish.lines):
        raise InvalidInput(_("Please name each line of this order once."), field="lines")
    splits = {split.sub_order_id: split for split in _splits(order)}
    deliveries = _deliveries(wish, list(splits.values()))
    drafts = []
    for sub_order in order.sub_orders.select_for_update().order_by("number"):
        own = lines.get(sub_order.pk, [])
        share = part_share(
            paid=[paid_line(line) for line in own],
            wanted=[wanted[line.pk] for line in own if line.pk in wanted],
            gross=sub_order.gross,
            hub_fee=sub_order.hub_fee,
            refunded_hub_fee=sub_order.refunded_hub_fee,
            gives_hub_fee_back=liability.gives_hub_fee_back,
        )
        split = splits[sub_order.pk]
        draft = _Draft(
            sub_order, split, own, share, deliveries.get(split.pk) or _delivery(wish, split, share)
        )
        if draft.share.goods or draft.delivery:
            drafts.append(draft)
    if not drafts:
        raise OverRefund(_("There is nothing to give back."), field="lines")
    _part_cash_fees(order, drafts, list(splits.values()))
    return drafts


def _wanted(wish: Wish, lines: dict[uuid.UUID, list[OrderLine]], currency: str) -> Sequence[WantedLine]:
    if wish.amount is None:
        return wish.lines
    asked = {line.line_id for line in wish.lines}
    among = [
        paid_line(line)
        for own in lines.values()
        for line in own
        if line.refunded_minor < line.total_minor and (not asked or line.pk in asked)
    ]
    if wish.amount.currency != currency:
        raise InvalidInput(_("This order was paid in another currency."), field="amount")
    return spread(wish.amount, among)


def _splits(order: Order) -> Sequence[PaymentSplit]:
    return list(PaymentSplit.objects.select_for_update().filter(sub_order__order=order).order_by("pk"))


def _deliveries(wish: Wish, splits: Sequence[PaymentSplit]) -> dict[int, Money]:
    """Share a wished sum of delivery over what is left of it, by largest remainder."""
    if not wish.delivery:
        return {}
    left = [(split.delivery - split.delivery_refunded).minor for split in splits]
    if not 0 < wish.delivery.minor <= sum(left):
        raise OverRefund(_("More would be refunded than was paid."), field="delivery")
    return {split.pk: part for split, part in zip(splits, wish.delivery.split(left), strict=True) if part}


def _delivery(wish: Wish, split: PaymentSplit, share: PartShare) -> Money:
    left = split.delivery - split.delivery_refunded
    if wish.delivery is not None:
        return Money.zero(left.currency)
    concerned = bool(share.goods) or not (wish.lines or wish.amount)
    by_rule = bool(share.goods) and share.is_whole
    wished = by_rule if wish.with_delivery is None else wish.with_delivery and concerned
    return left if wished else Money.zero(left.currency)


def _part_cash_fees(order: Order, drafts: Sequence[_Draft], splits: Sequence[PaymentSplit]) -> None:
    """Say what of each delivery part is the fee for paying at the door, so that all parts add up to it."""
    whole = sum(split.delivery_minor for split in splits)
    before = sum(split.delivery_refunded_minor for split in splits)
    for draft in drafts:
        after = before + draft.delivery.minor
        zero = Money.zero(order.currency)
        draft.cash_fee = (
            order.cash_fee.portion(after, whole) - order.cash_fee.portion(before, whole) if whole else zero
        )
        draft.cash_fee = min(draft.cash_fee, draft.delivery, key=lambda money: money.minor)
        before = after


def _created(
    order: Order,
    payment: Payment,
    drafts: Sequence[_Draft],
    key: str,
    cause: RefundCause,
    reason: str,
    return_request: ReturnRequest | None,
    dispute: Dispute | None,
    actor: Actor,
    now: datetime,
) -> Refund:
    total = total_of([draft.total for draft in drafts])
    gift = gift_share(order, payment, total, from_card_alone=dispute is not None)
    amount = total - gift
    payment.owed_back_minor += amount.minor
    payment.gift_back_minor += gift.minor
    payment.save(update_fields=["owed_back_minor", "gift_back_minor"])
    medium = _medium(payment, amount, gift, dispute)
    return Refund.objects.create(
        order=order,
        key=key,
        cause=cause,
        reason=reason.strip()[:300],
        amount_minor=amount.minor,
        gift_minor=gift.minor,
        currency=amount.currency,
        state=RefundState.DUE if medium else RefundState.CHOICE,
        medium=medium,
        return_request=return_request,
        dispute=dispute,
        decided_by=actor.name,
        decided_at=now,
        due_date=last_day_of_refund(now),
    )


def _medium(payment: Payment, amount: Money, gift: Money, dispute: Dispute | None) -> str:
    """Return how money goes back where nobody has to choose; empty where the customer does."""
    if not amount:
        return RefundMedium.GIFT if gift else RefundMedium.PARTNER
    if dispute is not None:
        return RefundMedium.DISPUTE
    return RefundMedium.CARD if payment.method == PaymentMethod.CARD else ""


def _book(
    order: Order,
    refund: Refund,
    draft: _Draft,
    liability: Liability,
    debtor: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    sub_order, share = draft.sub_order, draft.share
    part = RefundPart(
        refund=refund,
        sub_order=sub_order,
        goods_minor=share.goods.minor,
        tax_minor=share.tax.minor,
        funded_minor=draft.funded.minor,
        partner_minor=total_of(list(draft.partners.values()), refund.currency).minor,
        delivery_minor=draft.delivery.minor,
        cash_fee_minor=draft.cash_fee.minor,
        currency=refund.currency,
        bearer=liability.goods,
        charged_to=_charged_to(sub_order, liability.goods, debtor),
    )
    if part.charged_to not in (ChargedTo.CLAIM, ChargedTo.EXPENSE):
        part.commission_minor, part.hub_fee_minor = share.commission.minor, share.hub_fee.minor
    part.save()
    shares = draft.shares
    facts = refund_facts(order, sub_order, part, shares)
    lines = charge_lines(
        part,
        sub_order,
        carried=_carried(part, sub_order, facts, now),
        claim=_claim(part, sub_order, debtor, now),
    )
    post_refund_part(part=part, lines=lines, facts=facts, actor=actor, now=now)
    _count(draft, part, shares)


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


def _count(draft: _Draft, part: RefundPart, shares: Sequence[tuple[OrderLine, LineShare]]) -> None:
    """Write what is given back of what; the database refuses more than was paid."""
    for line, share in shares:
        # What nobody gave back (a hub pays for damage) counts as spent all the same: it is not given back twice.
        OrderLine.objects.filter(pk=line.pk).update(
            refunded_quantity=F("refunded_quantity") + share.quantity,
            refunded_minor=F("refunded_minor") + share.amount.minor,
            refunded_commission_minor=F("refunded_commission_minor") + share.commission.minor,
        )
        RefundLine.objects.create(
            part=part,
            order_line=line,
            quantity=share.quantity,
            amount_minor=share.amount.minor,
            commission_minor=share.commission.minor if part.commission_minor else 0,
            tax_minor=share.tax.minor,
            currency=part.currency,
        )
    SubOrder.objects.filter(pk=part.sub_order_id).update(
        refunded_minor=F("refunded_minor") + part.goods_minor,
        refunded_hub_fee_minor=F("refunded_hub_fee_minor") + part.hub_fee_minor,
    )
    PaymentSplit.objects.filter(pk=draft.split.pk).update(
        delivery_refunded_minor=F("delivery_refunded_minor") + part.delivery_minor
    )
