"""The door to payment apps: programs of others that take money, and are asked over HTTP."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Session:
    """What an app is asked: to begin, or go on with, a payment."""

    transaction_id: uuid.UUID
    checkout_id: uuid.UUID
    gateway: str
    # AUTHORIZATION or CHARGE
    action: str
    amount: Money
    # What the customer's page says to the app, and what came of an earlier step
    data: Any
    idempotency_key: str
    customer_ip_address: str


@dataclass(frozen=True, slots=True)
class Request:
    """What an app is asked about a transaction: charge, cancel or refund an amount."""

    transaction_id: uuid.UUID
    gateway: str
    action: str
    amount: Money


class PaymentAppDoor(Protocol):
    """
    How apps are asked. Each answer is the app's JSON object, nothing if it did not answer with one.

    Never called inside a transaction: the app may take its time, and asks us back.
    """

    def initialize(self, session: Session) -> Mapping[str, Any] | None:
        """Ask an app to begin a payment."""
        ...

    def process(self, session: Session) -> Mapping[str, Any] | None:
        """Ask an app to go on with a payment."""
        ...

    def request(self, request: Request) -> Mapping[str, Any] | None:
        """Ask an app to take, give up or give back money."""
        ...
