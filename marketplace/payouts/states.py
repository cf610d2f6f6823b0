"""The states of a settlement run and of a payout, and what became of each statement."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class RunState(models.TextChoices):
    """The road of a settlement run."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")
    EXPORTED = "exported", _("Sent to the bank")
    CLOSED = "closed", _("Closed")
    DISCARDED = "discarded", _("Discarded")


RUN_FLOW = Flow[RunState](
    {
        RunState.DRAFT: frozenset({RunState.APPROVED, RunState.DISCARDED}),
        RunState.APPROVED: frozenset({RunState.LOCKED, RunState.DISCARDED}),
        # A run in which nobody is payable has nothing to send: it closes when it is locked
        RunState.LOCKED: frozenset({RunState.EXPORTED, RunState.CLOSED}),
        RunState.EXPORTED: frozenset({RunState.CLOSED}),
        RunState.CLOSED: frozenset(),
        RunState.DISCARDED: frozenset(),
    }
)
# From here on the money of a run has left the payable accounts
POSTED_RUN_STATES = (RunState.LOCKED, RunState.EXPORTED, RunState.CLOSED)


class Outcome(models.TextChoices):
    """Whether a statement pays, or why its money stays where it is."""

    PAYABLE = "payable", _("Payable")
    BELOW_MINIMUM = "below_minimum", _("Below the minimum: carried to the next settlement")
    NEGATIVE = "negative", _("Nothing to pay: the debt is carried to the next settlement")
    NO_ACCOUNT = "no_account", _("No usable bank account: the money waits")


class PayoutState(models.TextChoices):
    """The road of one payout."""

    READY = "ready", _("Ready")
    EXPORTED = "exported", _("Sent to the bank")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Returned by the bank")
    REOPENED = "reopened", _("Returned; owed again")


PAYOUT_FLOW = Flow[PayoutState](
    {
        PayoutState.READY: frozenset({PayoutState.EXPORTED}),
        PayoutState.EXPORTED: frozenset({PayoutState.PAID, PayoutState.RETURNED}),
        # A bank may return a transfer that it had confirmed
        PayoutState.PAID: frozenset({PayoutState.RETURNED}),
        PayoutState.RETURNED: frozenset({PayoutState.REOPENED}),
        PayoutState.REOPENED: frozenset(),
    }
)


class PayoutWay(models.TextChoices):
    """By which way a payout reaches its organisation."""

    BANK = "bank", _("Bank transfer")
    # Without a usable account: whoever is named collects it at an agency (services.mandate_choose)
    MANDATE = "mandate", _("Cash mandate")
    # To an account at the card processor that is connected to ours; orders.services.payout_transfer makes the calls
    STRIPE = "stripe", _("Stripe transfer")


class AppealState(models.TextChoices):
    """Where the appeal against a hold stands."""

    OPEN = "open", _("Waits for an answer")
    GRANTED = "granted", _("Granted: the amount is released")
    REFUSED = "refused", _("Refused: the amount stays held")
    LAPSED = "lapsed", _("Not answered in time: the amount is released")
    MOOT = "moot", _("The hold had ended")


APPEAL_FLOW = Flow[AppealState](
    {
        AppealState.OPEN: frozenset(
            {AppealState.GRANTED, AppealState.REFUSED, AppealState.LAPSED, AppealState.MOOT}
        ),
        AppealState.GRANTED: frozenset(),
        AppealState.REFUSED: frozenset(),
        AppealState.LAPSED: frozenset(),
        AppealState.MOOT: frozenset(),
    }
)


class FileFormat(models.TextChoices):
    """The forms in which a run can be sent to the bank."""

    CSV = "csv", _("CSV")
    PAIN001 = "pain001", _("ISO 20022 pain.001.001.03")
    SIMT400 = "simt400", _("Fixed lines of 400 characters (experimental: ask the bank first)")
    MANDATE = "mandate", _("List of cash mandates for an agency")
    STRIPE = "stripe", _("Stripe transfers: ordered at once, with a list of them")
    MANUAL = "manual", _("List for payments made by hand, to be filled in and read back")


# Which payouts each form can carry: a run has one file for each way that it pays by
WAY_OF: Mapping[FileFormat, PayoutWay] = {
    FileFormat.CSV: PayoutWay.BANK,
    FileFormat.PAIN001: PayoutWay.BANK,
    FileFormat.SIMT400: PayoutWay.BANK,
    FileFormat.MANUAL: PayoutWay.BANK,
    FileFormat.MANDATE: PayoutWay.MANDATE,
    FileFormat.STRIPE: PayoutWay.STRIPE,
}
