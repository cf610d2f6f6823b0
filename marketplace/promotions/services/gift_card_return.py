"""Give back to gift cards what they paid of an order, never more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money, total_of
from marketplace.ledger import chart
from marketplace.ledger.selectors import entry_by_key
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.promotions.models.gift_card import GiftCardUse
from marketplace.promotions.sources import Source


class MoreThanPaid(InvalidInput):
    """More would come back to the cards than they paid."""


@transaction.atomic
def gift_card_return(
    *, actor: Actor, key: str, reference: str, amount: Money, source: Source, now: datetime
) -> None:
    """
    Give an amount back to the cards that paid for an order, the last used first; the same key again gives nothing.

    Cards that are not active or have expired since get it back all the same: it is their bearers' money.

    :param source: where the money comes from: `refunds_due` of a refund, or what was promised for the order
    :raises MoreThanPaid: if it is more than the cards paid and have not got back
    :raises Conflict: if the key was used for another return
    """
    if entry_by_key(f"gift-card-return:{key}") is not None:
        return
    rows = GiftCardUse.objects.select_for_update(of=("self",)).select_related("card")
    uses = list(rows.filter(reference=reference).order_by("-pk"))
    # Two refunds at once: the second has waited for the rows, and must see what the first did.
    if entry_by_key(f"gift-card-return:{key}") is not None:
        return
    left = amount
    lines = [Line(source.account, amount, source.subject)]
    for use in uses:
        part = min((use.amount - use.returned).minor, left.minor)
        if part <= 0:
            continue
        use.returned_minor += part
        left -= Money(part, amount.currency)
        lines.append(Line(use.card.account, -Money(part, use.currency), use.card.subject))
    if left or amount.minor <= 0:
        raise MoreThanPaid(_("No more can be given back than the gift cards paid."), field="amount")
    GiftCardUse.objects.bulk_update(uses, ["returned_minor"])
    ledger_post(
        key=f"gift-card-return:{key}",
        reason="gift_card_returned",
        happened_at=now,
        recorded_at=now,
        lines=lines,
        actor=actor,
        reference=reference,
        facts={"amount_minor": amount.minor, "currency": amount.currency},
    )


def gift_cards_release(*, actor: Actor, reference: str, now: datetime) -> None:
    """Give the cards back what was promised for an order that was given up before it was paid; once."""
    uses = list(GiftCardUse.objects.filter(reference=reference))
    paid = total_of([use.amount - use.returned for use in uses])
    if paid:
        gift_card_return(
            actor=actor,
            key=f"{reference}:given-up",
            reference=reference,
            amount=paid,
            source=Source(chart.promised(paid.currency), reference),
            now=now,
        )
