"""Three months of trade, lived through by the same services that serve real customers."""

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.parcel import Parcel
from logistics.services.line_pick import line_pick
from logistics.services.parcel_inspect import Verdict, parcel_inspect
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_track import parcel_track
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.wave_create import wave_create
from logistics.states import FailureReason, TrackingKind
from marketplace.accounts.models import User
from marketplace.demo.money import bank_week, pay_out
from marketplace.demo.organisations import MACHINE, Country
from marketplace.demo.words import names
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError
from marketplace.outbox.delivery import deliver
from marketplace.payouts.calendar import day_begins, due_dates
from orders.address import address_read
from orders.gateways.base import PaymentPicture
from orders.models.order import Order
from orders.models.payment import PaymentOperation
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_create,
    checkout_delivery_set,
    checkout_line_add,
    checkout_payment_set,
)
from orders.services.checkout_place import checkout_place
from orders.services.order_cancel import order_cancel
from orders.services.payment_apply import payment_apply
from orders.services.transfer_confirm import transfer_confirm
from orders.states import WorkState

VISITOR = Actor.anonymous()
DAYS = 92
# So many times as often
FAVOURITE = 6
Step = Callable[[datetime], None]


@dataclass
class History:
    """A clock that runs through three months and does what is due, in its order."""

    country: Country
    rng: random.Random
    people: dict[str, User]
    until: datetime
    progress: Callable[[int], None]
    popular: list[int] = field(default_factory=list)
    placed: int = 0
    _queue: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _serial: "count[int]" = field(default_factory=count)

    def at(self, moment: datetime, step: Step) -> None:
        """Do something at a time, if that time comes before now."""
        if moment <= self.until:
            heapq.heappush(self._queue, (moment, next(self._serial), step))

    def run(self) -> None:
        """Live through everything; facts reach their listeners after each step."""
        while self._queue:
            moment, _serial, step = heapq.heappop(self._queue)
            step(moment)
            while deliver(now=moment):
                pass


def history_make(
    country: Country,
    rng: random.Random,
    *,
    people: dict[str, User],
    now: datetime,
    orders_per_day: float,
    favourites: Sequence[int] = (),
    progress: Callable[[int], None],
) -> int:
    """Let customers buy, the hub pack, carriers deliver and collect, the bank confirm and cooperatives be paid."""
    history = History(country, rng, people, now, progress)
    ids = list(Variant.objects.filter(stocks__quantity__gt=0).order_by("id").values_list("pk", flat=True))
    # What alliances sell in common stands on the first shelf: it is bought more often than others.
    history.popular = rng.sample(ids, min(len(ids), 260)) + list(favourites) * FAVOURITE
    start = now - timedelta(days=DAYS)
    for day in range(DAYS + 1):
        morning = start + timedelta(days=day)
        for _order in range(round(orders_per_day * rng.uniform(0.6, 1.4))):
            history.at(morning + timedelta(minutes=rng.randint(0, 700)), _placing(history))
        if morning.weekday() == 4:
            history.at(morning + timedelta(hours=9), lambda moment: bank_week(country, people, rng, moment))
    for due in due_dates([1, 16], start.date(), now.date()):
        history.at(_morning_of(due), _settling(history, due))
    history.run()
    return history.placed


def _morning_of(day: date) -> datetime:
    return day_begins(day) + timedelta(hours=9, minutes=30)


def _settling(history: History, due: date) -> Step:
    return lambda moment: pay_out(history.people, due, moment)


def _placing(history: History) -> Step:
    return lambda moment: _place(history, moment)


def _address(rng: random.Random) -> dict[str, str]:
    place = rng.choice(names()["cities"])
    return {
        "recipient": f"{rng.choice(names()['people'])} (démo)",
        # 06 00 00 00 xx: no Moroccan range is kept for fiction; this one belongs to nobody we know of
        "phone": f"06000000{rng.randint(10, 99)}",
        "street": f"{rng.randint(1, 90)}, {rng.choice(names()['streets'])}",
        "quarter": "",
        "landmark": "près de la poste",
        "city": place["city"],
        "province": place["province"],
        "postcode": "",
    }


def _method(rng: random.Random) -> DeliveryMethod:
    methods = list(DeliveryMethod.objects.filter(is_active=True, kind="home").order_by("position"))
    return rng.choice(methods)


def _place(history: History, moment: datetime) -> None:
    """One customer buys two to four things, mostly for cash."""
    rng = history.rng
    checkout = checkout_create(
        actor=VISITOR,
        channel=history.country.channel,
        language=rng.choice(["ar", "fr", "fr", "en"]),
        now=moment,
    )
    known: dict[str, Any] = {"actor": VISITOR, "checkout_id": checkout.pk, "now": moment}
    pay = rng.choices(["cash", "card", "transfer"], [86, 10, 4])[0]
    try:
        for variant_id in rng.sample(history.popular, rng.randint(2, 4)):
            checkout_line_add(**known, variant_id=variant_id, quantity=rng.choice([1, 1, 1, 2, 3]))
        checkout_address_set(**known, address=address_read(_address(rng)), email="", note="")
        checkout_delivery_set(**known, method_id=_method(rng).pk)
        checkout_payment_set(**known, method=pay)
        order = checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=moment)
    except DomainError:
        # Sold out meanwhile, or too dear for cash: this customer leaves, as some do.
        return
    history.placed += 1
    history.progress(history.placed)
    _follow(history, order, moment)


def _follow(history: History, order: Order, moment: datetime) -> None:
    """Decide what becomes of an order: most are delivered, some refused, cancelled or never paid."""
    rng = history.rng
    fate = rng.choices(["delivered", "refused", "cancelled"], [88, 7, 5])[0]
    if order.payment_method == "transfer":
        history.at(moment + timedelta(days=1), lambda at: _transfer(history, order, at))
    if order.payment_method == "card":
        _card(order, moment, captured=False)
    if fate == "cancelled" and order.payment_method == "cash":
        history.at(moment + timedelta(hours=3), lambda at: _cancel(order, at))
        return
    packed = moment + timedelta(days=1, hours=rng.randint(2, 20))
    history.at(packed, lambda at: _pack(history, order, at))
    left = packed + timedelta(hours=rng.randint(2, 20))
    history.at(left, lambda at: _hand_over(history, order, at))
    arrived = left + timedelta(days=rng.randint(1, 3), hours=rng.randint(0, 6))
    kind = (
        TrackingKind.REFUSED
        if fate == "refused" and order.payment_method == "cash"
        else TrackingKind.DELIVERED
    )
    history.at(arrived, lambda at: _arrive(order, kind, at))
    if kind == TrackingKind.REFUSED:
        history.at(arrived + timedelta(days=3), lambda at: _come_back(order, at))


def _cancel(order: Order, moment: datetime) -> None:
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=moment)


def _transfer(history: History, order: Order, moment: datetime) -> None:
    transfer_confirm(
        actor=MACHINE,
        payment_id=order.payment.pk,
        received=order.total,
        bank_reference=f"VIR-{order.number}",
        now=moment,
    )


def _card(order: Order, moment: datetime, *, captured: bool) -> None:
    """What the card processor says; the demonstration's past was not paid through the sandbox."""
    zero = order.total - order.total
    picture = PaymentPicture(
        payment_reference=f"pi_demo_{order.number}",
        is_authorised=True,
        is_cancelled=False,
        authorised=order.total,
        captured=order.total if captured else zero,
    )
    payment_apply(actor=MACHINE, payment_id=order.payment.pk, picture=picture, now=moment)
    PaymentOperation.objects.filter(payment__order=order, state=WorkState.DUE).update(
        state=WorkState.DONE, done_at=moment, provider_reference=picture.payment_reference
    )


def _fulfilment(order: Order) -> Fulfilment | None:
    return Fulfilment.objects.filter(reference=f"order:{order.pk}").first()


def _pack(history: History, order: Order, moment: datetime) -> None:
    fulfilment = _fulfilment(order)
    if fulfilment is None or fulfilment.state != "released":
        return
    wave_create(
        actor=MACHINE, warehouse_id=history.country.warehouse.pk, fulfilment_ids=[fulfilment.pk], now=moment
    )
    for allocation in LotAllocation.objects.filter(line__fulfilment=fulfilment).order_by("id"):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=allocation.pk, now=moment)
    parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=moment + timedelta(minutes=20))
    while deliver(now=moment + timedelta(minutes=20)):
        pass
    if order.payment_method == "card":
        _card(order, moment + timedelta(minutes=21), captured=True)


def _parcel(order: Order) -> Parcel | None:
    return Parcel.objects.filter(fulfilment__reference=f"order:{order.pk}").first()


def _hand_over(history: History, order: Order, moment: datetime) -> None:
    parcel = _parcel(order)
    if parcel is not None:
        parcels_hand_over(
            actor=MACHINE,
            warehouse_id=history.country.warehouse.pk,
            carrier_id=order.delivery_method.carrier_id,
            parcel_ids=[parcel.pk],
            now=moment,
        )


def _arrive(order: Order, kind: TrackingKind, moment: datetime) -> None:
    parcel = _parcel(order)
    if parcel is None:
        return
    is_cash = order.payment_method == "cash" and kind == TrackingKind.DELIVERED
    parcel_track(
        actor=MACHINE,
        parcel_id=parcel.pk,
        kind=kind,
        happened_at=moment,
        key=f"demo:{parcel.pk}:{kind}",
        now=moment,
        reason=FailureReason.REFUSED if kind == TrackingKind.REFUSED else "",
        cash_collected=order.total if is_cash else None,
    )


def _come_back(order: Order, moment: datetime) -> None:
    parcel = _parcel(order)
    if parcel is None:
        return
    parcel_track(
        actor=MACHINE,
        parcel_id=parcel.pk,
        kind=TrackingKind.RETURNED,
        happened_at=moment,
        key=f"demo:{parcel.pk}:returned",
        now=moment,
    )
    shares = LotAllocation.objects.filter(line__fulfilment=parcel.fulfilment, packed_at__isnull=False)
    parcel_inspect(
        actor=MACHINE,
        parcel_id=parcel.pk,
        verdicts=[Verdict(allocation_id=row.pk, restocked=row.quantity, destroyed=0) for row in shares],
        now=moment + timedelta(hours=2),
    )
