"""What payouts tell: ids and plain values."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementPrepared(Event):
    """A draft waits for the approval of a second person."""

    topic = "payouts.settlement-prepared.v1"

    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementLocked(Event):
    """The money of a run has left the payable accounts."""

    topic = "payouts.settlement-locked.v1"

    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementMissed(Event):
    """A date of the calendar passed without a locked run."""

    topic = "payouts.settlement-missed.v1"

    alarm_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReady(Event):
    """A statement can be read, and its papers exist."""

    topic = "payouts.statement-ready.v1"

    statement_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutBlocked(Event):
    """An organisation has money to come and no account to which it can go."""

    topic = "payouts.payout-blocked.v1"

    statement_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutPaid(Event):
    """The bank confirmed a payout."""

    topic = "payouts.payout-paid.v1"

    payout_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateIssued(Event):
    """The agency has the list of mandates: the money can be collected under its code."""

    topic = "payouts.mandate-issued.v1"

    payout_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOrdered(Event):
    """The card processor is to move a payout to the organisation's own account there."""

    topic = "payouts.transfer-ordered.v1"

    payout_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutReturned(Event):
    """The bank returned a payout; the amount is owed again."""

    topic = "payouts.payout-returned.v1"

    payout_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(Event):
    """Money is retained from an organisation."""

    topic = "payouts.hold-placed.v1"

    hold_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(Event):
    """Retained money is payable again."""

    topic = "payouts.hold-released.v1"

    hold_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAppealed(Event):
    """A cooperative objects to a hold; somebody has to answer."""

    topic = "payouts.hold-appealed.v1"

    appeal_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswered(Event):
    """An appeal was granted, refused, or not answered in time."""

    topic = "payouts.appeal-answered.v1"

    appeal_id: int
    organisation_id: int
