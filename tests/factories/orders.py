"""A small market in which something can be bought, and the orders bought there."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from factory.django import DjangoModelFactory

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from orders.address import DeliveryAddress, address_read
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.returning import ReturnTerm
from orders.models.shortage import ShortageTerm
from orders.models.weighing import WeightTolerance
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_create,
    checkout_delivery_set,
    checkout_line_add,
    checkout_payment_set,
)
from orders.services.checkout_place import checkout_place
from tests.factories.catalog import ProductFactory
from tests.factories.ground import (
    NOON,
    BankAccountFactory,
    ChannelFactory,
    CommissionTermFactory,
    OrganisationFactory,
    member_actor,
    staff_actor,
)
from tests.factories.logistics import DeliveryRateFactory, organisation_once, released_lot

VISITOR = Actor.anonymous()
ADDRESS = {
    "recipient": "Amina Client",
    "phone": "0612345678",
    "street": "12, rue des Oliviers",
    "quarter": "Gueliz",
    "landmark": "près de la pharmacie",
    "city": "Marrakech",
    "province": "MA-MAR",
    "postcode": "",
}


class ReturnTermFactory(DjangoModelFactory[ReturnTerm]):
    """The law: seven days to withdraw, fifteen to pay back. Tests that commit empty the table of its first row."""

    class Meta:
        model = ReturnTerm
        django_get_or_create = ("organisation", "from_date")

    organisation = None
    from_date = date(2024, 1, 1)
    withdrawal_days = 7
    refund_days = 15


class ShortageTermFactory(DjangoModelFactory[ShortageTerm]):
    """A day to answer, a week to wait. Tests that commit empty the table of its first row."""

    class Meta:
        model = ShortageTerm
        django_get_or_create = ("from_date",)

    from_date = date(2020, 1, 1)
    answer_hours = 24
    wait_days = 7


class WeightToleranceFactory(DjangoModelFactory[WeightTolerance]):
    """A tenth less is what was ordered. Tests that commit empty the table of its first row."""

    class Meta:
        model = WeightTolerance
        django_get_or_create = ("from_date",)

    from_date = date(2020, 1, 1)
    below_rate = Decimal("0.1")


@dataclass
class Market:
    """Sellers with one variant each, a hub with stock, a carrier, and the people who work there."""

    channel: Channel
    sellers: list[Organisation]
    variants: list[Variant]
    method: DeliveryMethod
    hub: Organisation
    carrier: Organisation
    cashier: Actor
    accountant: Actor

    def checkout(self, quantities: dict[int, int], *, pay: str = "cash", now: datetime = NOON) -> Checkout:
        """Fill a visitor's basket ({index of a variant: quantity}) and say all that an order needs."""
        checkout = checkout_create(actor=VISITOR, channel=self.channel, language="fr", now=now)
        for index, quantity in quantities.items():
            checkout_line_add(
                actor=VISITOR,
                checkout_id=checkout.pk,
                variant_id=self.variants[index].pk,
                quantity=quantity,
                now=now,
            )
        known: dict[str, Any] = {"actor": VISITOR, "checkout_id": checkout.pk, "now": now}
        checkout_address_set(**known, address=address(), email="amina@example.com", note="")
        checkout_delivery_set(**known, method_id=self.method.pk)
        return checkout_payment_set(**known, method=pay)

    def order(self, quantities: dict[int, int], *, pay: str = "cash", now: datetime = NOON) -> Order:
        """Place such a basket."""
        checkout = self.checkout(quantities, pay=pay, now=now)
        return checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=now)


def address(**changes: str) -> DeliveryAddress:
    """A valid address of Marrakech."""
    return address_read({**ADDRESS, **changes})


def market(prices: tuple[int, ...] = (10_000, 15_000, 2_500), stock: int = 50) -> Market:
    """
    Open a market: one seller, variant and lot for each price (minor units); 10 % commission, 5 MAD hub fee.

    Delivery costs the customer 35 MAD and the marketplace 25 MAD.
    """
    channel = ChannelFactory.create()
    CommissionTermFactory.create()
    ReturnTermFactory.create()
    ShortageTermFactory.create()
    WeightToleranceFactory.create()
    sellers = [OrganisationFactory.create(active=True) for _ in prices]
    variants = []
    for seller, price in zip(sellers, prices, strict=True):
        BankAccountFactory.create(organisation=seller)
        product = ProductFactory.create(organisation=seller, listed=True, listed__price_minor=price)
        variant = product.variants.get()
        released_lot(variant, stock)
        variants.append(variant)
    rate = DeliveryRateFactory.create()
    hub = organisation_once("hub-oujda", hub=True)
    return Market(
        channel=channel,
        sellers=sellers,
        variants=variants,
        method=rate.method,
        hub=hub,
        carrier=rate.method.carrier,
        cashier=member_actor(hub, Role.CASHIER.value),
        accountant=staff_actor(Permission.MANAGE_CASH),
    )
