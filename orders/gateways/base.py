"""The door to a card processor: what the product asks, in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from marketplace.kernel.errors import DomainError
from marketplace.kernel.money import Money


class ProcessorRefused(DomainError):
    """The processor understood and said no; asking again will not help."""

    code = "PAYMENT_ERROR"


class ProcessorUnreachable(DomainError):
    """The processor did not answer, or not sensibly; the same call may be made again under its key."""

    code = "PAYMENT_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class HostedPage:
    """A page of the processor on which the customer pays."""

    session_reference: str
    url: str


@dataclass(frozen=True, slots=True)
class PaymentPicture:
    """What the processor says of a payment now."""

    payment_reference: str
    is_authorised: bool
    is_cancelled: bool
    authorised: Money
    captured: Money
    failure: str = ""
    # Until when authorised money can be taken; None where the processor does not say
    authorised_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionPicture:
    """What the processor says of a hosted page now."""

    session_reference: str
    payment_reference: str
    is_complete: bool
    is_expired: bool


@dataclass(frozen=True, slots=True)
class EventPicture:
    """An event as the processor reports it."""

    event_id: str
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CardMovement:
    """One movement on the processor's own account: what a payment brought or gave back, before the processor's fee."""

    movement_id: str
    payment_reference: str
    amount: Money
    fee: Money
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputePicture:
    """What the processor says of a dispute now; `outcome` is empty while it is open."""

    dispute_reference: str
    payment_reference: str
    reason: str
    amount: Money
    fee: Money
    deadline: int
    is_under_review: bool
    outcome: Literal["", "won", "lost"]


@dataclass(frozen=True, slots=True)
class TransferPicture:
    """What the processor says of a transfer to a connected account now."""

    transfer_reference: str
    # The payout's own name, which the transfer was made under
    group: str
    account_reference: str
    amount: Money
    # What of it was taken back since, and when lately
    reversed: Money
    made_at: datetime
    reversed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountPicture:
    """What the processor says of an account that is connected to ours."""

    account_reference: str
    name: str
    is_payable: bool


class TransferGateway(Protocol):
    """
    What a processor must be able to do that pays payouts out of what it holds for us.

    Each method raises ProcessorRefused or ProcessorUnreachable, and is never called inside a transaction.
    """

    def account(self, account_reference: str) -> AccountPicture:
        """Read a connected account."""
        ...

    def transfer(self, *, key: str, account_reference: str, amount: Money, group: str) -> TransferPicture:
        """Move money to a connected account, once per key."""
        ...

    def transfer_made(self, transfer_reference: str) -> TransferPicture:
        """Read a transfer."""
        ...

    def transfer_of(self, group: str) -> TransferPicture | None:
        """Find the transfer that was made under a payout's name; None if none was."""
        ...

    def transfers_since(self, *, timestamp: int, limit: int) -> Sequence[TransferPicture]:
        """List the transfers made since a time (Unix seconds), oldest first."""
        ...


class CardGateway(Protocol):
    """
    What every card processor must be able to do; every writing call carries an idempotency key.

    Each method raises ProcessorRefused or ProcessorUnreachable, and is never called inside a transaction.
    """

    def open_page(
        self,
        *,
        key: str,
        amount: Money,
        order_reference: str,
        label: str,
        language: str,
        success_url: str,
        cancel_url: str,
    ) -> HostedPage:
        """Open a hosted page that authorises an amount, to be captured later."""
        ...

    def session(self, session_reference: str) -> SessionPicture:
        """Read a hosted page."""
        ...

    def payment(self, payment_reference: str) -> PaymentPicture:
        """Read a payment."""
        ...

    def capture(self, *, key: str, payment_reference: str, amount: Money) -> PaymentPicture:
        """Take authorised money, once; what is not taken of it is released by the processor."""
        ...

    def cancel(self, *, key: str, payment_reference: str) -> PaymentPicture:
        """Give up an authorisation."""
        ...

    def refund(self, *, key: str, payment_reference: str, amount: Money) -> str:
        """Give captured money back; return the refund's reference."""
        ...

    def refund_failure(self, refund_reference: str) -> str:
        """Say why the customer's bank sent a refund back; empty if it did not."""
        ...

    def dispute(self, dispute_reference: str) -> DisputePicture:
        """Read a dispute."""
        ...

    def dispute_answer(
        self, *, key: str, dispute_reference: str, evidence: Mapping[str, str]
    ) -> DisputePicture:
        """Send the evidence, once, to the cardholder's bank."""
        ...

    def events_since(self, *, timestamp: int, limit: int) -> Sequence[EventPicture]:
        """List the events of the processor since a time (Unix seconds), oldest first."""
        ...

    def movements_since(self, *, timestamp: int, limit: int) -> Sequence[CardMovement]:
        """List what payments brought and gave back on the processor's account since a time, oldest first."""
        ...

    def read_webhook(self, *, body: bytes, signature: str) -> EventPicture:
        """
        Verify and read a webhook.

        :raises InvalidInput: if the signature is missing, wrong or too old
        """
        ...
