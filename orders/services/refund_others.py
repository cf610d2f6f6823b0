"""What gift cards and partners' budgets had paid of an order goes back to them with a refund."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.promotions.models.budget import BudgetUse
from marketplace.promotions.services.budget_spend import budget_return
from marketplace.promotions.services.gift_card_return import gift_card_return
from marketplace.promotions.sources import Source
from marketplace.promotions.states import BudgetPurpose, Funder
from orders.models.discount import OrderDiscount
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.postings import order_subject
from orders.refunding import LineShare, gift_part
from orders.states import PaymentState


def gift_share(
    order: Order, payment: Payment, total: Money, *, from_card_alone: bool, withheld: Money | None = None
) -> Money:
    """
    Say what of a refund goes back to the gift cards: their portion of the order, never more than they paid.

    :param from_card_alone: the cardholder's bank has taken it: gift cards get back only what is more than money paid
    :param withheld: what of it was not collected in the first place: it counts as the customer's money all the same
    :raises OverRefund: if more would go back than money and cards have paid and not got back
    """
    zero = Money.zero(order.currency)
    return gift_part(
        total=total,
        order_total=order.total,
        gift=zero if from_card_alone else order.gift,
        gift_left=order.gift - payment.gift_back,
        money_left=payment.captured - payment.owed_back + (withheld or zero),
        # What was never collected went back before, but for what is being decided now
        refunded=payment.owed_back
        + payment.gift_back
        + (zero if withheld or payment.state != PaymentState.PAID else payment.deducted),
        gift_back=zero if from_card_alone else payment.gift_back,
    )


def partner_shares(lines: Sequence[tuple[OrderLine, LineShare]]) -> dict[int, Money]:
    """
    Say what of these lines goes back to each partner's budget (the lines as they were before), in one statement.

    Portions are cumulative as everywhere, so that the last of many refunds gives back exactly what is left.
    """
    by_id = {line.pk: (line, share) for line, share in lines}
    rows = OrderDiscount.objects.filter(line__in=by_id, funder=Funder.PARTNER).order_by("pk")
    found: dict[int, Money] = {}
    for row in rows:
        line, share = by_id[row.line_id or 0]
        before, after = line.refunded_minor, line.refunded_minor + share.amount.minor
        part = row.amount.portion(after, line.total_minor) - row.amount.portion(before, line.total_minor)
        budget = row.budget_id or 0
        found[budget] = found.get(budget, Money.zero(row.currency)) + part
    return found


def subsidies_return(*, order: Order, actor: Actor, now: datetime) -> None:
    """
    Give partners' budgets back what they had paid of the delivery of an order that never arrived; once.

    It is taken from what delivery had earned; the order is paid and locked by the caller.
    """
    source = Source(chart.delivery_revenue(order.currency))
    uses = BudgetUse.objects.filter(reference=order_subject(order), purpose=BudgetPurpose.DELIVERY)
    for use in uses.order_by("budget_id", "pk"):
        left = use.amount - use.returned
        if left:
            key = f"{use.reference}:{use.pk}:not-delivered"
            budget_return(actor=actor, key=key, use=use, amount=left, source=source, now=now)


def others_return(
    *, order: Order, refund: Refund, budgets: Mapping[int, Money], actor: Actor, now: datetime
) -> None:
    """
    Bring the parts of gift cards and budgets to them: they were owed them by the entries of the refund's parts.

    :raises MoreThanPaid: if it is more than they paid of the order
    """
    reference = order_subject(order)
    source = Source(chart.refunds_due(refund.currency), refund.subject)
    for budget_id, amount in sorted(budgets.items()):
        if amount:
            use = BudgetUse.objects.get(
                reference=reference, budget_id=budget_id, purpose=BudgetPurpose.DISCOUNT
            )
            key = f"{refund.subject}:{budget_id}"
            budget_return(actor=actor, key=key, use=use, amount=amount, source=source, now=now)
    if refund.gift:
        gift_card_return(
            actor=actor, key=refund.subject, reference=reference, amount=refund.gift, source=source, now=now
        )
