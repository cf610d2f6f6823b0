"""The words of paying at the door: what rules decide, whom they are about, and the moves between the states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class RuleKind(models.TextChoices):
    """What one rule about paying at the door decides."""

    CAP = "cap", _("The most that can be paid at the door")
    FEE = "fee", _("The fee for paying at the door")
    DEPOSIT = "deposit", _("A deposit before the order is prepared")
    CONFIRMATION = "confirm", _("How the order is confirmed")


class Standing(models.TextChoices):
    """Whose orders a rule is about, by what became of the earlier orders of the same phone number."""

    ANY = "any", _("Everybody")
    NEW = "new", _("A number without any order so far")
    KNOWN = "known", _("Parcels arrived, none was refused")
    REFUSED = "refused", _("Parcels were refused at the door")
    UNREACHABLE = "silent", _("Nobody answered the calls")


class Confirmation(models.TextChoices):
    """How an order is confirmed before it is prepared."""

    NONE = "none", _("Not needed: prepared at once")
    LINK = "link", _("By the link in a message, or by phone")
    CALL = "call", _("By phone")


class DepositState(models.TextChoices):
    """Where the deposit of an order stands."""

    NONE = "none", _("No deposit")
    DUE = "due", _("Deposit to be paid")
    HELD = "held", _("Deposit received")
    APPLIED = "applied", _("Deposit counted towards the order")
    KEPT = "kept", _("Deposit kept")
    RETURNED = "returned", _("Deposit goes back")
    LAPSED = "lapsed", _("Deposit was not paid")


_D = DepositState
DEPOSIT_FLOW = Flow[DepositState](
    {
        _D.NONE: frozenset(),
        _D.DUE: frozenset({_D.HELD, _D.LAPSED}),
        _D.HELD: frozenset({_D.APPLIED, _D.KEPT, _D.RETURNED}),
        _D.APPLIED: frozenset(),
        _D.KEPT: frozenset(),
        _D.RETURNED: frozenset(),
        _D.LAPSED: frozenset(),
    }
)


class DepositMedium(models.TextChoices):
    """By which way a deposit came."""

    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Bank transfer")
    AGENCY = "agency", _("Cash at an agency")


class CashStage(models.TextChoices):
    """Where the cash of an order is on its way from a promise to the bank statement; derived, never stored."""

    PLEDGED = "pledged", _("Promised")
    CONFIRMED = "confirmed", _("Confirmed by the customer")
    COLLECTED = "collected", _("Paid to the carrier")
    RECEIVED = "received", _("At the cash desk")
    BANKED = "banked", _("Handed to the bank")
    IN_BANK = "in_bank", _("On the bank statement")
    GIVEN_UP = "given_up", _("Not to be collected")


class CallState(models.TextChoices):
    """Where the confirmation of an order stands."""

    WAITING = "waiting", _("To be called")
    # A decision takes effect after a moment in which it can be taken back
    DECIDED = "decided", _("Decided a moment ago")
    # No more calls: only the customer's link, or the deadline
    SILENT = "silent", _("Waiting for the customer's link")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Not wanted")
    UNREACHABLE = "unreachable", _("Nobody was reached")


_C = CallState
CALL_FLOW = Flow[CallState](
    {
        _C.WAITING: frozenset({_C.DECIDED, _C.SILENT, _C.CONFIRMED, _C.CANCELLED, _C.UNREACHABLE}),
        _C.DECIDED: frozenset({_C.WAITING, _C.CONFIRMED, _C.CANCELLED}),
        _C.SILENT: frozenset({_C.WAITING, _C.CONFIRMED, _C.CANCELLED, _C.UNREACHABLE}),
        _C.CONFIRMED: frozenset(),
        _C.CANCELLED: frozenset(),
        _C.UNREACHABLE: frozenset(),
    }
)
OPEN_CALLS = (CallState.WAITING, CallState.DECIDED, CallState.SILENT)


class CallOutcome(models.TextChoices):
    """What came of one call."""

    CONFIRMED = "confirmed", _("Confirmed")
    READDRESSED = "readdressed", _("Confirmed, to another address")
    LATER = "later", _("Call again later")
    NO_ANSWER = "no_answer", _("Nobody answered")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CANCELLED = "cancelled", _("The customer does not want it")


class ConfirmedBy(models.TextChoices):
    """By which way an order was confirmed."""

    CALL = "call", _("By phone")
    LINK = "link", _("By the customer's link")
    STAFF = "staff", _("By the staff")
