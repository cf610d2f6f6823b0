"""The rows of what goes back of one cooperative's part, as it was worked out."""

from django.db.models import F

from marketplace.kernel.money import total_of
from orders.models.order import OrderLine, SubOrder
from orders.models.payment import PaymentSplit
from orders.models.refund import Refund, RefundLine, RefundPart
from orders.refund_states import Bearer, ChargedTo
from orders.services.refund_draft import Draft


def part_written(refund: Refund, draft: Draft, *, bearer: Bearer, charged_to: ChargedTo) -> RefundPart:
    """Write a part; commission and hub fee go back with it where its cooperative bears it."""
    part = RefundPart(
        refund=refund,
        sub_order=draft.sub_order,
        goods_minor=draft.share.goods.minor,
        tax_minor=draft.share.tax.minor,
        funded_minor=draft.funded.minor,
        partner_minor=total_of(list(draft.partners.values()), refund.currency).minor,
        delivery_minor=draft.delivery.minor,
        cash_fee_minor=draft.cash_fee.minor,
        currency=refund.currency,
        bearer=bearer,
        charged_to=charged_to,
    )
    if charged_to not in (ChargedTo.CLAIM, ChargedTo.EXPENSE):
        part.commission_minor, part.hub_fee_minor = draft.share.commission.minor, draft.share.hub_fee.minor
    part.save()
    return part


def part_counted(draft: Draft, part: RefundPart) -> None:
    """Write what is given back of what; the database refuses more than was paid."""
    for line, share in draft.shares:
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
