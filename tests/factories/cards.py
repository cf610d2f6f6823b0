"""A card processor in memory: what it was asked for, what it authorised, and how it answers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from marketplace.kernel.money import Money
from orders.gateways.base import CardGateway, PaymentPicture, ProcessorRefused, ProcessorUnreachable
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.services.payment_apply import payment_apply
from orders.services.payment_operate import payment_operations_run
from tests.factories.ground import NOON
from tests.factories.refunds import MACHINE


@dataclass
class Processor:
    """Payments by the processor's name of them; one capture each, the rest is released."""

    authorised: dict[str, int] = field(default_factory=dict)
    captured: dict[str, int] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    keys: list[str] = field(default_factory=list)
    until: datetime | None = NOON + timedelta(days=7)
    is_silent: bool = False

    def payment(self, reference: str) -> PaymentPicture:
        """How a payment stands."""
        taken = Money(self.captured.get(reference, 0))
        is_over = reference in self.cancelled
        whole = Money(self.authorised[reference])
        return PaymentPicture(reference, not is_over, is_over, whole, taken, authorised_until=self.until)

    def capture(self, *, key: str, payment_reference: str, amount: Money) -> PaymentPicture:
        """Take the money, and hold back the answer if that is wanted."""
        if payment_reference in self.cancelled:
            raise ProcessorRefused("This authorisation has expired.")
        if key not in self.keys:
            if not 0 < amount.minor <= self.authorised[payment_reference]:
                raise ProcessorRefused("Not so much.")
            self.captured[payment_reference] = amount.minor
            self.keys.append(key)
        if self.is_silent:
            raise ProcessorUnreachable("no answer")
        return self.payment(payment_reference)

    def cancel(self, *, key: str, payment_reference: str) -> PaymentPicture:
        """Give up an authorisation."""
        self.cancelled.add(payment_reference)
        return self.payment(payment_reference)

    def refund(self, **_asked: Any) -> str:
        """Credit the card."""
        return "re_1"

    @property
    def gateway(self) -> CardGateway:
        """As the product knows it."""
        return cast(CardGateway, self)

    def authorise(self, order: Order, reference: str = "pi_1", *, now: datetime = NOON) -> Payment:
        """The customer has paid on the processor's page, and the product has heard of it."""
        payment = Payment.objects.get(order=order)
        self.authorised[reference] = payment.by_card.minor
        payment.operations.filter(kind="session").update(state="done")
        return self.tell(order, reference, now=now)

    def tell(self, order: Order, reference: str = "pi_1", *, now: datetime = NOON) -> Payment:
        """The product reads how a payment stands, by a webhook, the customer's return or the sweep."""
        payment_id = Payment.objects.get(order=order).pk
        picture = self.payment(reference)
        return payment_apply(actor=MACHINE, payment_id=payment_id, picture=picture, now=now)

    def work(self, now: datetime = NOON) -> int:
        """Make the calls that are due, by whichever clock."""
        PaymentOperation.objects.filter(state="due").update(due_at=now)
        return payment_operations_run(actor=MACHINE, gateway=self.gateway, now=now)
