"""
Who bears what a refund costs, by its cause; pure, so that it can be read and tested like a table.

Source: workflow 7.10 (hub damage: the hub; hidden defect: the cooperative; lost on the way: the carrier) and, for a
withdrawal, law 31-08 (7 days, no reason, the way back at the customer's cost).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from orders.refund_states import Bearer, RefundCause, ReturnReason


@dataclass(frozen=True, slots=True)
class Liability:
    """Who bears the goods and the way back, and whether the hub gives its fee back for them."""

    goods: Bearer
    way_back: Bearer
    gives_hub_fee_back: bool = False


_B = Bearer
LIABILITY: Mapping[RefundCause, Liability] = {
    # The goods come back to the cooperative's shelf; the hub has packed them and keeps its fee.
    RefundCause.WITHDRAWAL: Liability(_B.COOPERATIVE, _B.CUSTOMER),
    RefundCause.HIDDEN_DEFECT: Liability(_B.COOPERATIVE, _B.COOPERATIVE),
    # The goods are gone in the hands of somebody who answers for them: the cooperative keeps what it earned.
    RefundCause.HUB_DAMAGE: Liability(_B.HUB, _B.HUB),
    RefundCause.CARRIER_DAMAGE: Liability(_B.CARRIER, _B.CARRIER),
    RefundCause.CARRIER_LOSS: Liability(_B.CARRIER, _B.CARRIER),
    RefundCause.HUB_LOSS: Liability(_B.HUB, _B.HUB),
    # The cooperative has its goods still (or again), and the hub has not earned its fee for them.
    RefundCause.WRONG_ITEM: Liability(_B.COOPERATIVE, _B.HUB, gives_hub_fee_back=True),
    RefundCause.MISSING: Liability(_B.COOPERATIVE, _B.HUB, gives_hub_fee_back=True),
    RefundCause.WEIGHT: Liability(_B.COOPERATIVE, _B.HUB, gives_hub_fee_back=True),
    RefundCause.UNDELIVERED: Liability(_B.COOPERATIVE, _B.MARKETPLACE, gives_hub_fee_back=True),
    RefundCause.GOODWILL: Liability(_B.MARKETPLACE, _B.MARKETPLACE),
    RefundCause.DEPOSIT: Liability(_B.MARKETPLACE, _B.MARKETPLACE),
    RefundCause.LATE: Liability(_B.MARKETPLACE, _B.MARKETPLACE),
    RefundCause.SURPLUS: Liability(_B.MARKETPLACE, _B.MARKETPLACE),
}

# The goods of these were in the parcel and come back to their cooperative, unless the parcel is lost with them
COMES_BACK = frozenset({RefundCause.WITHDRAWAL, RefundCause.UNDELIVERED})

# What is presumed of a return until somebody at the hub has seen the goods
PRESUMED: Mapping[ReturnReason, RefundCause] = {
    ReturnReason.CHANGED_MIND: RefundCause.WITHDRAWAL,
    ReturnReason.DAMAGED: RefundCause.CARRIER_DAMAGE,
    ReturnReason.DEFECTIVE: RefundCause.HIDDEN_DEFECT,
    ReturnReason.WRONG_ITEM: RefundCause.WRONG_ITEM,
    ReturnReason.MISSING: RefundCause.MISSING,
}

# Who answers for a lost dispute, by the reason that the cardholder's bank gives (docs.stripe.com/disputes/categories).
# A reason that is not named here is the marketplace's own affair: it chose the processor and let the card pass.
DISPUTED: Mapping[str, RefundCause] = {
    "product_not_received": RefundCause.CARRIER_LOSS,
    "product_unacceptable": RefundCause.HIDDEN_DEFECT,
}


def cause_of_dispute(reason: str) -> RefundCause:
    """Return what a lost dispute of that reason is booked as."""
    return DISPUTED.get(reason, RefundCause.GOODWILL)
