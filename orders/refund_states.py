"""The words of refunds, returns and disputes, and the moves between their states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class RefundCause(models.TextChoices):
    """Why money goes back; who bears it follows from the cause (orders.liability)."""

    WITHDRAWAL = "withdrawal", _("The customer withdrew")
    HIDDEN_DEFECT = "hidden_defect", _("The product had a hidden defect")
    HUB_DAMAGE = "hub_damage", _("Damaged at the hub")
    WRONG_ITEM = "wrong_item", _("The hub packed a wrong article")
    MISSING = "missing", _("An article was missing from the parcel")
    WEIGHT = "weight", _("It weighs less than was ordered")
    CARRIER_DAMAGE = "carrier_damage", _("Damaged by the carrier")
    CARRIER_LOSS = "carrier_loss", _("Lost by the carrier")
    HUB_LOSS = "hub_loss", _("Lost at the hub")
    UNDELIVERED = "undelivered", _("Paid and never delivered")
    GOODWILL = "goodwill", _("A gesture of the marketplace")
    # Nobody's goods: what was paid before an order that nobody got (orders.services.deposit_release)
    DEPOSIT = "deposit", _("The deposit of an order that was not delivered")
    LATE = "late", _("Paid after the order was given up")
    # A card paid what had been paid by another way already (orders.services.payment_surplus)
    SURPLUS = "surplus", _("Paid a second time")


class Bearer(models.TextChoices):
    """Who bears what a refund costs."""

    COOPERATIVE = "cooperative", _("The cooperative")
    HUB = "hub", _("The hub")
    CARRIER = "carrier", _("The carrier")
    MARKETPLACE = "marketplace", _("The marketplace")
    CUSTOMER = "customer", _("The customer")


class ChargedTo(models.TextChoices):
    """Where the goods' value of a refund was taken from; it moves on with the money of its sale."""

    CLEARING = "clearing", _("Paid by the customer, not earned yet")
    MATURING = "maturing", _("Earned, not payable yet")
    AVAILABLE = "available", _("Payable")
    CARRIED = "carried", _("Paid out already: taken back in instalments")
    CLAIM = "claim", _("Claimed from the hub or the carrier")
    EXPENSE = "expense", _("Borne by the marketplace")


class RefundState(models.TextChoices):
    """Where the money of a refund stands."""

    CHOICE = "choice", _("The customer chooses how to be paid back")
    DUE = "due", _("To be paid back")
    SENT = "sent", _("Waiting at the cash agency")
    DONE = "done", _("Paid back")
    FAILED = "failed", _("Could not be paid; choose another way")


_R = RefundState
REFUND_FLOW = Flow[RefundState](
    {
        _R.CHOICE: frozenset({_R.DUE}),
        _R.DUE: frozenset({_R.DUE, _R.SENT, _R.DONE, _R.FAILED}),
        _R.SENT: frozenset({_R.DONE, _R.FAILED}),
        _R.FAILED: frozenset({_R.DUE}),
        # A bank may send a refund back that it had confirmed
        _R.DONE: frozenset({_R.FAILED}),
    }
)


class RefundMedium(models.TextChoices):
    """How a customer is paid back."""

    CARD = "card", _("Back to the card")
    TRANSFER = "transfer", _("Bank transfer")
    AGENCY = "agency", _("In cash at an agency")
    CREDIT = "credit", _("Store credit")
    APP = "app", _("By the payment app that had taken it")
    DISPUTE = "dispute", _("Taken back by the cardholder's bank")
    # Nothing was paid in money: gift cards had paid for all of it
    GIFT = "gift", _("Back on the gift card")
    # Neither money nor gift cards had paid for it
    PARTNER = "partner", _("Back to whoever had paid it")
    # It was not collected in the first place (orders.services.shortages_pay)
    DEDUCTED = "deducted", _("Taken off what was to be paid")


class ClaimState(models.TextChoices):
    """Where a claim on a hub or a carrier stands."""

    OPEN = "open", _("Open")
    PAID = "paid", _("Paid")
    SET_OFF = "set_off", _("Set off against what it is owed")
    GIVEN_UP = "given_up", _("Given up")
    # What was believed lost or damaged came back undelivered: nobody answers for it any more
    VOID = "void", _("Withdrawn: the goods came back")


class ReturnReason(models.TextChoices):
    """Why a customer sends something back."""

    CHANGED_MIND = "changed_mind", _("I do not want it any more")
    DAMAGED = "damaged", _("It arrived damaged")
    DEFECTIVE = "defective", _("It has a defect")
    WRONG_ITEM = "wrong_item", _("It is not what I ordered")
    MISSING = "missing", _("It was not in the parcel")


class ReturnState(models.TextChoices):
    """The road of a return."""

    REQUESTED = "requested", _("To be decided")
    APPROVED = "approved", _("Accepted: on its way to the hub")
    REFUSED = "refused", _("Not accepted")
    RECEIVED = "received", _("At the hub, to be inspected")
    RESOLVED = "resolved", _("Inspected")
    CANCELLED = "cancelled", _("Given up by the customer")


_T = ReturnState
RETURN_FLOW = Flow[ReturnState](
    {
        _T.REQUESTED: frozenset({_T.APPROVED, _T.REFUSED, _T.CANCELLED}),
        # What never was in the parcel cannot come back: it is resolved without passing the hub
        _T.APPROVED: frozenset({_T.RECEIVED, _T.RESOLVED, _T.CANCELLED}),
        _T.RECEIVED: frozenset({_T.RESOLVED}),
        _T.REFUSED: frozenset(),
        _T.RESOLVED: frozenset(),
        _T.CANCELLED: frozenset(),
    }
)
# A return in one of these still binds its units
OPEN_RETURNS = (_T.REQUESTED, _T.APPROVED, _T.RECEIVED)


class DisputeState(models.TextChoices):
    """Where a dispute with a cardholder's bank stands."""

    NEEDS_RESPONSE = "needs_response", _("Evidence is wanted")
    UNDER_REVIEW = "under_review", _("The bank decides")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


_D = DisputeState
DISPUTE_FLOW = Flow[DisputeState](
    {
        _D.NEEDS_RESPONSE: frozenset({_D.UNDER_REVIEW, _D.WON, _D.LOST}),
        _D.UNDER_REVIEW: frozenset({_D.WON, _D.LOST}),
        _D.WON: frozenset(),
        _D.LOST: frozenset(),
    }
)
