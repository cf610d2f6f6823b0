"""Every entry of the ledger that a refund causes (workflow 7.11, T10 and T11), with its facts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.refund import Claim, Refund, RefundPart
from orders.models.returning import ReturnLine, ReturnRequest
from orders.postings import order_subject
from orders.refund_states import Bearer, ChargedTo, ClaimState, RefundMedium
from orders.refunding import LineShare


def _line_fact(line: OrderLine, share: LineShare) -> dict[str, Any]:
    """What is given back of a line, and what had been before: the portion can be recomputed from it."""
    return {
        "product": line.product_names,
        "variant": line.variant_names,
        "sku": line.sku,
        "quantity": -share.quantity,
        "unit_price_minor": line.unit_price_minor,
        "total_minor": -share.amount.minor,
        "commission_minor": -share.commission.minor,
        "commission_rate": str(line.commission_rate),
        "paid_minor": line.total_minor,
        "paid_commission_minor": line.commission_minor,
        "refunded_before_minor": line.refunded_minor,
        "commission_before_minor": line.refunded_commission_minor,
        "tax_code": line.tax_code,
    }


def refund_facts(
    order: Order,
    sub_order: SubOrder,
    part: RefundPart,
    shares: Sequence[tuple[OrderLine, LineShare]],
) -> dict[str, Any]:
    """
    Say how what a cooperative gives back came about; the lines are as they were before this refund.

    Figures of a sale with the contrary sign: gross less commission and hub fee is net.
    """
    refund = part.refund
    return {
        "kind": "refund",
        "order_number": order.number,
        "sub_order_number": sub_order.number,
        "placed_at": order.placed_at.isoformat(),
        "cause": refund.cause,
        "reason": refund.reason,
        "lines": [_line_fact(line, share) for line, share in shares],
        "gross_minor": -part.goods_minor,
        "commission_minor": -part.commission_minor,
        "hub_fee_minor": -part.hub_fee_minor,
        "net_minor": -net_of_part(part).minor,
        "currency": part.currency,
    }


def net_of_part(part: RefundPart) -> Money:
    """What the cooperative gives back."""
    return part.goods - part.commission - part.hub_fee


def earned_account(sub_order: SubOrder, charged_to: ChargedTo) -> str:
    """The account on which the money of a sale stands while it is not paid out."""
    if charged_to == ChargedTo.MATURING:
        return chart.payable_maturing(sub_order.organisation_id, sub_order.currency)
    return chart.payable_available(sub_order.organisation_id, sub_order.currency)


def part_subject(part: RefundPart) -> str:
    """How the ledger calls what one cooperative carries of a refund."""
    return f"{part.refund.subject}:{part.sub_order_id}"


def _from_seller(part: RefundPart, sub_order: SubOrder, charge: Line) -> list[Line]:
    return [
        charge,
        Line(chart.commission(part.currency), part.commission),
        Line(chart.hub_fees(part.currency), part.hub_fee),
    ]


def charge_lines(
    part: RefundPart, sub_order: SubOrder, *, carried: Line | None, claim: Claim | None
) -> list[Line]:
    """Say what a part of a refund is taken from."""
    charged_to = ChargedTo(part.charged_to)
    delivery = [
        Line(chart.delivery_revenue(part.currency), part.delivery - part.cash_fee),
        Line(chart.cash_fees(part.currency), part.cash_fee),
    ]
    if claim is not None:
        claimed = Line(chart.claim_on(claim.debtor_id, part.currency), claim.amount, claim.subject)
        # Of a parcel that was lost nobody has earned the way, and nobody is charged for it.
        return [claimed, *delivery] if claim.amount == part.goods else [claimed]
    if charged_to == ChargedTo.EXPENSE:
        return [Line(chart.goodwill(part.currency), part.goods + part.delivery)]
    if charged_to == ChargedTo.CLEARING:
        goods = [Line(chart.order_clearing(part.currency), part.goods, sub_order.subject)]
    else:
        account = earned_account(sub_order, charged_to)
        charge = carried or Line(account, net_of_part(part), sub_order.subject)
        goods = _from_seller(part, sub_order, charge)
    return goods + delivery


def post_refund_part(
    *, part: RefundPart, lines: Sequence[Line], facts: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """T10: what was decided to go back is owed to the customer; to partners' budgets, what they had paid of it."""
    back = part.goods - part.funded + part.delivery + part.partner
    owed = Line(chart.refunds_due(part.currency), -back, part.refund.subject)
    reduction = Line(chart.promotions(part.currency), part.partner - part.funded)
    ledger_post(
        key=part_subject(part),
        reason="refund",
        happened_at=now,
        recorded_at=now,
        lines=[*lines, owed, reduction],
        actor=actor,
        reference=part.refund.subject,
        facts=facts,
    )


def post_refund_set_off(*, refund: Refund, source: Line, actor: Actor, now: datetime) -> None:
    """What of a refund the customer never paid is not owed: whoever collected has so much less (`source`)."""
    ledger_post(
        key=f"{refund.subject}:set-off",
        reason="refund_set_off",
        happened_at=now,
        recorded_at=now,
        lines=[Line(chart.refunds_due(refund.currency), refund.set_off, refund.subject), source],
        actor=actor,
        reference=refund.subject,
        facts={"order_number": refund.order.number, "set_off_minor": refund.set_off_minor},
    )


def post_refund_earned(
    *, part: RefundPart, sub_order: SubOrder, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """A sale is earned of which something was refunded before: that much is taken out of the earning again."""
    charge = Line(earned_account(sub_order, ChargedTo.MATURING), net_of_part(part), sub_order.subject)
    cleared = Line(chart.order_clearing(part.currency), -part.goods, sub_order.subject)
    ledger_post(
        key=f"{part_subject(part)}:earned",
        reason="refund_earned",
        happened_at=now,
        recorded_at=now,
        lines=[*_from_seller(part, sub_order, charge), cleared],
        actor=actor,
        reference=part.refund.subject,
        facts=facts,
    )


def post_refund_matured(
    *, part: RefundPart, sub_order: SubOrder, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """The money of a sale is payable: so is what is to be taken off it."""
    net = net_of_part(part)
    if not net:
        return
    ledger_post(
        key=f"{part_subject(part)}:matured",
        reason="refund_matured",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(earned_account(sub_order, ChargedTo.AVAILABLE), net, sub_order.subject),
            Line(earned_account(sub_order, ChargedTo.MATURING), -net, sub_order.subject),
        ],
        actor=actor,
        reference=part.refund.subject,
        facts=facts,
    )


def post_refund_lost(
    *, part: RefundPart, sub_order: SubOrder, claim: Claim, actor: Actor, now: datetime
) -> None:
    """Goods that were to come back are lost: whoever lost them pays them, and the sale is whole again."""
    ledger_post(
        key=f"{part_subject(part)}:lost",
        reason="refund_lost",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.claim_on(claim.debtor_id, claim.currency), claim.amount, claim.subject),
            Line(chart.order_clearing(part.currency), -part.goods, sub_order.subject),
        ],
        actor=actor,
        reference=part.refund.subject,
        facts={"sub_order_number": sub_order.number, "goods_minor": part.goods_minor},
    )


def borne_by(part: RefundPart, claim: Claim | None) -> Line:
    """Say where what somebody else bore of a part stands by now, to be taken back from there."""
    amount = -(part.goods + part.delivery)
    if claim is None:
        return Line(chart.goodwill(part.currency), amount)
    ended = ClaimState(claim.state)
    if ended == ClaimState.OPEN:
        return Line(chart.claim_on(claim.debtor_id, part.currency), amount, claim.subject)
    if ended == ClaimState.GIVEN_UP:
        return Line(chart.claims_given_up(part.currency), amount)
    # It has paid already, or was paid less for it: it is owed that again.
    owed = chart.payable_carrier if claim.debtor.is_carrier else chart.payable_available
    return Line(owed(claim.debtor_id, part.currency), amount)


UNDELIVERED_TEXT = {
    "ar": "رجع طرد الطلب %(number)s دون تسليم: يُرد ما دُفع عنه",
    "fr": "Le colis de la commande %(number)s est revenu : ce qui avait été payé pour lui est rendu",
    "en": "The parcel of order %(number)s came back: what was paid for it is given back",
    "es": "El paquete del pedido %(number)s volvió: se devuelve lo que se pagó por él",
}


def post_refund_undelivered(
    *, part: RefundPart, sub_order: SubOrder, order: Order, claim: Claim | None, actor: Actor, now: datetime
) -> None:
    """What somebody else bore of a part that came back undelivered is taken from the customer's own money after all."""
    borne = borne_by(part, claim)
    ledger_post(
        key=f"{part_subject(part)}:undelivered",
        reason="refund_undelivered",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.order_clearing(part.currency), part.goods, sub_order.subject),
            Line(chart.delivery_revenue(part.currency), part.delivery - part.cash_fee),
            Line(chart.cash_fees(part.currency), part.cash_fee),
            borne,
        ],
        actor=actor,
        reference=part.refund.subject,
        facts={
            "kind": "claim_void",
            "order_number": order.number,
            "net_minor": -borne.amount.minor,
            "currency": part.currency,
            "text": {code: text % {"number": order.number} for code, text in UNDELIVERED_TEXT.items()},
        },
    )


def paid_from(refund: Refund) -> Line:
    """Say where the money of a refund comes from."""
    amount = -refund.amount
    if refund.medium == RefundMedium.CARD:
        return Line(chart.card_clearing(refund.currency), amount)
    if refund.medium == RefundMedium.APP:  # where what the app took was booked
        return Line(chart.card_clearing(refund.currency), amount, order_subject(refund.order))
    if refund.medium == RefundMedium.DISPUTE and refund.dispute is not None:
        return Line(chart.card_disputed(refund.currency), amount, refund.dispute.subject)
    return Line(chart.bank(refund.currency), amount)


def post_refund_paid(*, refund: Refund, source: Line, actor: Actor, now: datetime) -> None:
    """T11: the customer has the money."""
    ledger_post(
        key=f"{refund.subject}:paid:{refund.attempt}",
        reason="refund_paid",
        happened_at=now,
        recorded_at=now,
        lines=[Line(chart.refunds_due(refund.currency), refund.amount, refund.subject), source],
        actor=actor,
        reference=refund.subject,
        facts={"medium": refund.medium, "payment_reference": refund.payment_reference},
    )


def post_refund_came_back(*, refund: Refund, source: Line, actor: Actor, now: datetime) -> None:
    """The customer's bank sent the money back: it is owed again."""
    ledger_post(
        key=f"{refund.subject}:came-back:{refund.attempt}",
        reason="refund_came_back",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(source.account, -source.amount, source.subject),
            Line(chart.refunds_due(refund.currency), -refund.amount, refund.subject),
        ],
        actor=actor,
        reference=refund.subject,
        facts={"medium": refund.medium, "failure": refund.failure},
    )


WAY_BACK_TEXT = {
    "ar": "مصاريف إرجاع %(number)s",
    "fr": "Frais du retour %(number)s",
    "en": "Way back of return %(number)s",
    "es": "Gastos de la devolución %(number)s",
}


def post_way_back(
    *,
    row: ReturnRequest,
    lines: Sequence[ReturnLine],
    carrier_id: int,
    claim: Claim | None,
    actor: Actor,
    now: datetime,
) -> None:
    """The carrier has brought goods back: whoever is at fault pays it, cooperatives by the units that came."""
    owed = Line(chart.payable_carrier(carrier_id, row.currency), -row.way_back)
    if claim is not None:
        _post_way_back(
            row,
            "claim",
            [Line(chart.claim_on(claim.debtor_id, row.currency), row.way_back, claim.subject), owed],
            {},
            actor,
            now,
        )
        return
    if row.way_back_bearer != Bearer.COOPERATIVE:
        _post_way_back(
            row, "own", [Line(chart.carrier_expense(row.currency), row.way_back), owed], {}, actor, now
        )
        return
    units: dict[int, int] = {}
    for line in lines:
        owner = line.order_line.sub_order.organisation_id
        units[owner] = units.get(owner, 0) + line.restocked + line.destroyed
    shares = zip(units, row.way_back.split(list(units.values())), strict=True)
    for owner, share in shares:
        facts = {
            "kind": "way_back",
            "order_number": row.order.number,
            "net_minor": -share.minor,
            "currency": row.currency,
            "text": {code: text % {"number": row.number} for code, text in WAY_BACK_TEXT.items()},
        }
        charge = Line(chart.payable_available(owner, row.currency), share)
        carrier = Line(chart.payable_carrier(carrier_id, row.currency), -share)
        _post_way_back(row, str(owner), [charge, carrier], facts, actor, now)


def _post_way_back(
    row: ReturnRequest,
    suffix: str,
    lines: Sequence[Line],
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    if not any(line.amount for line in lines):
        return
    ledger_post(
        key=f"return:{row.pk}:way-back:{suffix}",
        reason="way_back",
        happened_at=now,
        recorded_at=now,
        lines=lines,
        actor=actor,
        reference=f"return:{row.pk}",
        facts=facts,
    )
