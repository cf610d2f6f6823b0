"""Baskets, and customers who press until the shop answers."""

import threading
from collections.abc import Sequence
from functools import partial

from django.utils import timezone

from orders.models.checkout import Checkout
from tests.chaos.house import House, in_threads
from tests.factories.orders import Market

AT_ONCE = 6
# 100 + 150 + 25 MAD of goods, 35 MAD of delivery
TOTAL_MINOR = 27_500 + 3_500


def baskets(shop: Market, count: int, *, pay: str = "cash") -> list[Checkout]:
    """Fill so many baskets with one article of each of three cooperatives."""
    return [shop.checkout({0: 1, 1: 1, 2: 1}, pay=pay, now=timezone.now()) for _ in range(count)]


class Customers:
    """Several people at once, each ordering one basket after the other."""

    def __init__(self, house: House, checkouts: Sequence[Checkout]) -> None:
        self.house = house
        self.links: dict[object, str] = {}
        shares = [checkouts[place::AT_ONCE] for place in range(AT_ONCE)]
        self.threads: list[threading.Thread] = in_threads(*(partial(self._order, share) for share in shares))

    def _order(self, checkouts: Sequence[Checkout]) -> None:
        for checkout in checkouts:
            self.links[checkout.pk] = self.house.order(checkout, TOTAL_MINOR, seconds=100)

    def left(self) -> list[str]:
        """Wait until all have their orders; return the secrets of the links they were led to."""
        for thread in self.threads:
            thread.join(timeout=120)
        return [link.split("/")[-2] for link in self.links.values()]
