"""Cash in every hand between the door and the bank."""

from dataclasses import dataclass

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from orders.models.cash import BankDeposit, CashCollection, CashRemittance
from orders.services.cash_deposit import cash_deposit_make
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from orders.services.order_deliver import order_delivered
from orders.states import SubOrderState
from tests.factories.ground import NOON
from tests.factories.orders import Market, market

# 100 MAD of goods and 35 MAD of delivery, in each order
DUE = Money(13_500)


@dataclass
class CashWorld:
    """Of each kind as many as were asked for; the counted bundles lack 20 MAD each."""

    shop: Market
    collected: list[CashCollection]
    opened: list[CashRemittance]
    counted: list[CashRemittance]
    deposits: list[BankDeposit]


def collected(shop: Market) -> CashCollection:
    """An order that was delivered: its carrier holds the notes."""
    order = shop.order({0: 1})
    order.sub_orders.update(state=SubOrderState.SHIPPED)
    order_delivered(
        actor=Actor.of_machine("test"),
        order_id=order.pk,
        carrier_id=shop.carrier.pk,
        happened_at=NOON,
        now=NOON,
    )
    return CashCollection.objects.get(order=order)


def opened(shop: Market, number: str) -> CashRemittance:
    """A bundle of one collection on the counter, not counted yet."""
    return cash_remittance_open(
        actor=shop.cashier,
        desk_id=shop.hub.pk,
        carrier_id=shop.carrier.pk,
        collection_ids=[collected(shop).pk],
        number=number,
        now=NOON,
    )


def counted(shop: Market, number: str, missing: int = 0) -> CashRemittance:
    """A bundle that was counted."""
    return cash_remittance_count(
        actor=shop.cashier,
        remittance_id=opened(shop, number).pk,
        counted=DUE - Money(missing),
        now=NOON,
    )


def deposited(shop: Market, number: str) -> BankDeposit:
    """A bundle on its way to the bank."""
    return cash_deposit_make(
        actor=shop.cashier,
        desk_id=shop.hub.pk,
        remittance_ids=[counted(shop, f"in-{number}").pk],
        slip_number=number,
        now=NOON,
    )


def cash_world(count: int = 1) -> CashWorld:
    """Put `count` of each kind into the hands."""
    shop = market(prices=(10_000,), stock=10 * count)
    return CashWorld(
        shop=shop,
        collected=[collected(shop) for _ in range(count)],
        opened=[opened(shop, f"OPEN-{i}") for i in range(count)],
        counted=[counted(shop, f"COUNTED-{i}", missing=2_000) for i in range(count)],
        deposits=[deposited(shop, f"SLIP-{i}") for i in range(count)],
    )
