"""Random histories of money, step by step: the product's services on one side, the oracle on the other."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger.checks import books_findings, passage_findings
from marketplace.ledger.selectors import balances
from marketplace.payouts.checks import payouts_explained, payouts_findings
from marketplace.payouts.models.debt import RecoveryTerm
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.mandate_choose import mandate_choose
from marketplace.payouts.services.payout_result_import import payout_results_apply
from marketplace.payouts.services.result_file import ResultRow
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.states import PayoutWay
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.services.budget_spend import budget_spend
from marketplace.promotions.services.gift_card_issue import gift_card_issue
from marketplace.promotions.services.gift_card_spend import gift_cards_spend
from orders.checks import explained_passages, order_findings
from orders.gateways.base import DisputePicture, PaymentPicture, TransferPicture
from orders.models.cash import CashRemittance
from orders.models.discount import OrderDiscount
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentOperation, PaymentSplit
from orders.models.refund import Claim, Refund
from orders.models.shortage import LineShortage
from orders.postings import order_subject
from orders.refund_states import ClaimState, RefundCause, RefundMedium
from orders.refunding import WantedLine
from orders.services.cash_deposit import cash_deposit_confirm, cash_deposit_make
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from orders.services.claim_close import claim_close
from orders.services.dispute_apply import dispute_apply
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered, order_refused, order_returned
from orders.services.order_lost import order_lost
from orders.services.payment_apply import payment_apply
from orders.services.payment_surplus import surplus_key
from orders.services.payout_transfer import payout_transfer_due, transfer_apply
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_send import (
    operation_key,
    refund_medium_choose,
    refund_operated,
    refund_pay,
    refund_unclaimed,
)
from orders.services.refund_undelivered import refund_undelivered
from orders.services.shortages_pay import shortages_deduct, shortages_refund
from orders.services.transfer_confirm import transfer_confirm
from tests.factories.ground import NOON
from tests.factories.orders import Market
from tests.factories.promotions import HOUSE
from tests.orders.histories.oracle import Line, Oracle, Part, Sale, shared

MACHINE = Actor.of_machine("history")
CAUSES = [
    RefundCause.WITHDRAWAL,
    RefundCause.HIDDEN_DEFECT,
    RefundCause.WRONG_ITEM,
    RefundCause.MISSING,
    RefundCause.GOODWILL,
]
FEE = 1500


class World:
    """What every history starts from: made once, outside the histories."""

    shop: Market
    preparer: Actor
    approver: Actor
    budget: PartnerBudget
    # Who collects a cooperative's cash mandate, by its id
    officers: dict[int, int]


class Histories(RuleBasedStateMachine):
    """Each example lives in a savepoint of its own and leaves nothing behind."""

    sales = Bundle("sales")
    refunds = Bundle("refunds")
    disputes = Bundle("disputes")
    remittances = Bundle("remittances")
    payouts = Bundle("payouts")
    beside = Bundle("beside")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.shop = World.shop
        self.oracle = Oracle(
            sellers={seller.pk: 0 for seller in self.shop.sellers},
            banked={seller.pk: 0 for seller in self.shop.sellers},
            paid_out={seller.pk: 0 for seller in self.shop.sellers},
        )
        self.now = NOON
        self.number = 900_000
        self.rate = Fraction(1, 10)
        self.in_transit = 0
        self.steps = 0
        self.settled = 0
        self.sold: list[tuple[Order, Sale]] = []
        self.checked = 0
        # By which gift card an order is paid
        self.card_of: dict[Any, int] = {}
        # How the processor calls the payment of an order
        self.intent_of: dict[Any, str] = {}

    def teardown(self) -> None:
        try:
            self.compare()
            explained = set(explained_passages()) | payouts_explained()
            findings = [
                *books_findings(), *passage_findings(explained), *order_findings(), *payouts_findings(),
                *promotions_findings(),
            ]  # fmt: skip
            assert not [row for row in findings if row.code not in ("refund_failed", "PAPERS_GIVEN_UP")]
            with connection.cursor() as cursor:
                # What the database would demand when this history was committed
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            Counted.steps += self.steps

    # ---- selling

    @initialize(target=sales, method=st.sampled_from(["cash", "card", "transfer"]))
    def first(self, method: str) -> Any:
        return self._sell(method, [(0, 2, 9_999), (1, 3, 3_333)], "")

    @rule(
        target=sales,
        method=st.sampled_from(["cash", "card", "transfer"]),
        goods=st.lists(
            st.tuples(st.integers(0, 1), st.integers(1, 4), st.sampled_from([1, 7, 3_333, 10_000, 99_999])),
            min_size=1,
            max_size=3,
            unique_by=lambda each: (each[0], each[2]),
        ),
        helped=st.sampled_from(["", "", "gift", "partner", "platform", "subsidy"]),
    )
    def sell(self, method: str, goods: list[tuple[int, int, int]], helped: str) -> Any:
        return self._sell(method, goods, helped)

    def _sell(self, method: str, goods: list[tuple[int, int, int]], helped: str) -> tuple[Order, Sale]:
        """Sell, perhaps with somebody who pays a part in the customer's place."""
        self.steps += 1
        self.number += 1
        by_seller: dict[int, list[Line]] = {}
        for index, quantity, unit in goods:
            is_reduced = helped in ("partner", "platform") and unit > 10
            funded = quantity * unit * 3 // 10 if is_reduced else 0
            by_seller.setdefault(index, []).append(Line(quantity, unit, self.rate, funded))
        subsidy = 1_234 if helped == "subsidy" else 0
        deliveries = shared(3_500 - subsidy, [1] * len(by_seller))
        parts = []
        for (index, lines), delivery in zip(by_seller.items(), deliveries, strict=True):
            left = sum(line.total - line.commission for line in lines)
            parts.append(Part(self.shop.sellers[index].pk, lines, min(500, left), delivery))
        sale = Sale(
            method, parts, funder=helped if helped in ("partner", "platform") else "", subsidy=subsidy
        )
        card = self._card() if helped == "gift" else 0
        sale.gift = min(self.oracle.cards[card], sale.total // 2) if card else 0
        order = self._placed(sale, {self.shop.sellers[index].pk: index for index in by_seller})
        self.card_of[order.pk] = card
        self.intent_of[order.pk] = f"pi_{order.number}"
        self._promised(order, sale, card)
        self.sold.append((order, sale))
        return order, sale

    def _fitting(
        self, drawn: tuple[Order, Sale], fits: Callable[[Sale], bool]
    ) -> tuple[Order, Sale] | tuple[None, None]:
        """The sale that was drawn if the step can be taken on it, else the first on which it can: no draw is lost."""
        return next((each for each in (drawn, *self.sold) if fits(each[1])), (None, None))

    def _card(self) -> int:
        """A gift card with something on it: store credit if there is any, else a gift of the house."""
        known = next((card for card, left in self.oracle.cards.items() if left > 0), 0)
        if known:
            return known
        issued = gift_card_issue(
            actor=MACHINE, amount=Money(7_777), key=f"g{self.number}", source=HOUSE, now=self.now
        )
        self.oracle.promotions += 7_777
        self.oracle.cards[issued.card.pk] = 7_777
        return issued.card.pk

    def _promised(self, order: Order, sale: Sale, card: int) -> None:
        """What others pay is taken when the order is placed."""
        reference = order_subject(order)
        if sale.gift:
            gift_cards_spend(
                actor=MACHINE, reference=reference, amounts={card: Money(sale.gift)}, now=self.now
            )
        if sale.partner:
            budget_spend(
                actor=MACHINE, budget_id=World.budget.pk, reference=reference,
                purpose="delivery" if sale.subsidy else "discount", amount=Money(sale.partner),
                facts={}, now=self.now,
            )  # fmt: skip
        self.oracle.promise(sale, card)

    def _placed(self, sale: Sale, index_of: dict[int, int]) -> Order:
        items = sum(part.gross for part in sale.parts)
        order = Order.objects.create(
            number=self.number, checkout_id=uuid.uuid4(), channel=self.shop.channel, phone="+212612345678",
            language="fr", address={"recipient": "A B", "city": "X"}, region="MA-07", delivery_method=self.shop.method,
            payment_method=sale.method, items_minor=items, funded_minor=sale.funded,
            delivery_minor=3_500 - sale.subsidy, delivery_full_minor=3_500, total_minor=sale.total,
            gift_minor=sale.gift, partner_minor=sale.partner,
            platform_minor=sale.funded if sale.funder == "platform" else 0,
            updated_at=self.now, currency="MAD", placed_at=self.now,
        )  # fmt: skip
        payment = Payment.objects.create(
            order=order, method=sale.method, state="pledged" if sale.method == "cash" else "pending",
            amount_minor=sale.due, currency="MAD", created_at=self.now,
            provider_reference=f"pi_{self.number}" if sale.method == "card" else "",
        )  # fmt: skip
        gifts = shared(sale.gift, [part.gross for part in sale.parts])
        subs, splits, lines = [], [], []
        for position, (part, gift) in enumerate(zip(sale.parts, gifts, strict=True), 1):
            sub = SubOrder(
                order=order, organisation_id=part.seller, number=f"{self.number}-{position}", state="shipped",
                gross_minor=part.gross, commission_minor=sum(line.commission for line in part.lines),
                hub_fee_minor=part.hub_fee, currency="MAD", placed_at=self.now,
            )  # fmt: skip
            subs.append(sub)
            funded = sum(line.funded for line in part.lines)
            splits.append(
                PaymentSplit(
                    payment=payment, sub_order=sub, items_minor=part.gross - funded, delivery_minor=part.delivery,
                    gift_minor=gift, currency="MAD",
                )
            )  # fmt: skip
            lines += [
                OrderLine(
                    order=order, sub_order=sub, variant=self.shop.variants[index_of[part.seller]],
                    product_names={"fr": "P"},
                    sku="S", quantity=line.quantity, unit_price_minor=line.unit,
                    undiscounted_unit_price_minor=line.unit, total_minor=line.total, funded_minor=line.funded,
                    currency="MAD", tax_code="R20", tax_rate=Decimal("0.2"),
                    commission_rate=Decimal(line.rate.numerator) / line.rate.denominator,
                    commission_minor=line.commission,
                )
                for line in part.lines
            ]  # fmt: skip
        SubOrder.objects.bulk_create(subs)
        PaymentSplit.objects.bulk_create(splits)
        OrderLine.objects.bulk_create(lines)
        OrderDiscount.objects.bulk_create(self._reductions(order, sale, lines))
        return order

    def _reductions(self, order: Order, sale: Sale, lines: list[OrderLine]) -> list[OrderDiscount]:
        """Say line by line, and of the delivery, who pays what."""
        wanted = [(line, line.funded_minor, sale.funder) for line in lines if line.funded_minor]
        found: list[Any] = [*wanted, *([(None, sale.subsidy, "partner")] if sale.subsidy else [])]
        return [
            OrderDiscount(
                order=order, line=line, kind="voucher" if line else "subsidy", rule="r", funder=funder,
                budget=World.budget if funder == "partner" else None, value_type="percentage", value=30,
                amount_minor=amount, currency="MAD",
            )
            for line, amount, funder in found
        ]  # fmt: skip

    @rule(
        rate=st.sampled_from(
            [Fraction(0), Fraction(1, 10), Fraction(1, 8), Fraction(3333, 10000), Fraction(9, 10)]
        )
    )
    def commission_changes(self, rate: Fraction) -> None:
        """For what is sold from now on."""
        self.steps += 1
        self.rate = rate

    @rule(share=st.sampled_from(["0", "0.5", "1"]), floor=st.sampled_from([0, 20_000]))
    def recovery_changes(self, share: str, floor: int) -> None:
        self.steps += 1
        RecoveryTerm.objects.update_or_create(
            currency="MAD",
            from_date=date(2026, 11, 1),
            defaults={"share": Decimal(share), "floor_minor": floor},
        )

    # ---- paying and delivering

    @rule(target=refunds, sold=sales, again=st.booleans(), other=st.sampled_from([0, 0, 0, 77, -3]))
    def pay(self, sold: tuple[Order, Sale], again: bool, other: int) -> Any:
        """By transfer, or by a card that may be charged with another sum than the order costs."""
        order, sale = self._fitting(
            sold, lambda sale: sale.method != "cash" and not sale.closed and (again or not sale.paid)
        )
        if order is None or sale is None:
            return multiple()
        self.steps += 1
        payment = Payment.objects.get(order=order)
        name = self.intent_of[order.pk]
        if sale.method == "card" and not sale.paid:
            self._authorised(order, sale)
            payment.refresh_from_db()
        asked = sale.due - payment.deducted_minor
        if sale.method == "card" and not sale.paid and other and asked + other > 0:
            owed = self._charged(order, sale, other)
            if other < 0:
                # The order is not paid; a second card may pay it
                self.intent_of[order.pk] = f"{name}_2"
            return owed
        if not sale.paid:
            self.oracle.pay(sale)
            if sale.method == "card":
                self.oracle.card += sale.due - self.oracle.set_off(sale)
            else:
                self.oracle.bank += sale.due
        if sale.method == "card":
            picture = PaymentPicture(name, True, False, Money(sale.due), Money(asked))
            payment_apply(actor=MACHINE, payment_id=payment.pk, picture=picture, now=self.now)
        else:
            transfer_confirm(
                actor=self.shop.accountant, payment_id=payment.pk, received=payment.amount,
                bank_reference=f"V{order.number}", now=self.now,
            )  # fmt: skip
        if order.sub_orders.filter(state__in=["placed", "released"]).exists():
            order.sub_orders.update(state="shipped")
        return multiple()

    def _authorised(self, order: Order, sale: Sale) -> None:
        """The parcel is packed and a card authorises the order: it is asked for what is in it, once; told twice."""
        picture = PaymentPicture(self.intent_of[order.pk], True, False, Money(sale.due), Money(0))
        for _time in range(2):
            payment_apply(actor=MACHINE, payment_id=order.payment.pk, picture=picture, now=self.now)
        payment = Payment.objects.get(order=order)
        operation = PaymentOperation.objects.get(key=payment.call_key("capture"))
        less = sum(each[2] for each in sale.missing)
        # With the last unit of a part its share of the delivery is not taken either
        assert sale.due - less - 3_500 <= operation.amount_minor == payment.by_card.minor <= sale.due - less

    def _charged(self, order: Order, sale: Sale, other: int) -> tuple[Order, Sale, Any]:
        """A card is charged too much (the rest goes back) or too little (all of it does); told twice."""
        name = self.intent_of[order.pk]
        taken = Money(sale.due - Payment.objects.get(order=order).deducted_minor + other)
        picture = PaymentPicture(name, True, False, taken, taken)
        for _time in range(2):
            payment_apply(actor=MACHINE, payment_id=order.payment.pk, picture=picture, now=self.now)
        if other > 0:
            self.oracle.pay(sale)
            self.oracle.card += sale.due - self.oracle.set_off(sale)
            order.sub_orders.update(state="shipped")
        self.oracle.beside(other if other > 0 else taken.minor)
        refund = Refund.objects.get(key=surplus_key(name))
        assert refund.amount_minor == (other if other > 0 else taken.minor)
        return order, sale, refund.pk

    @rule(target=refunds, sold=sales)
    def card_pays_beside(self, sold: tuple[Order, Sale]) -> Any:
        """The page of a card is paid although the order was paid otherwise; told twice."""
        order, sale = self._fitting(
            sold, lambda sale: sale.method != "card" and sale.paid and not sale.beside
        )
        if order is None or sale is None:
            return multiple()
        self.steps += 1
        sale.beside, name = sale.due + 100, f"pi_beside_{order.number}"
        taken = Money(sale.beside)
        for _time in range(2):
            payment_apply(
                actor=MACHINE, payment_id=order.payment.pk, now=self.now,
                picture=PaymentPicture(name, True, False, taken, taken),
            )  # fmt: skip
        self.oracle.beside(sale.beside)
        return order, sale, Refund.objects.get(key=surplus_key(name)).pk

    @rule(
        target=refunds, sold=sales, pick=st.integers(0, 2), units=st.integers(1, 3),
        cheaper=st.sampled_from([0, 1, 500]),
    )  # fmt: skip
    def goods_missing(self, sold: tuple[Order, Sale], pick: int, units: int, cheaper: int) -> Any:
        """Goods are not there: left out, or something cheaper is sent instead; paid back, or not collected."""
        order, sale = self._fitting(
            sold,
            lambda sale: (
                not (
                    sale.closed or sale.delivered or sale.disputed or sale.gift or sale.funder or sale.subsidy
                )
                and (sale.paid or sale.method in ("cash", "card"))
            ),
        )
        if order is None or sale is None:
            return multiple()
        flat = [(part, line) for part in sale.parts for line in part.lines]
        part, line = flat[pick % len(flat)]
        rows = list(OrderLine.objects.filter(order=order).order_by("sub_order__number", "id"))
        # One shortage a line: what it is worth does not depend on those before it
        if line.back or line.short or cheaper >= line.unit:
            return multiple()
        count = min(units, line.quantity)
        worth, left_out = (count * (cheaper or line.unit)), 0 if cheaper else count
        gone = sum(each[2] for each in sale.missing)
        if sum(each.left for each in sale.parts) - gone <= worth:
            # An order of which nothing is left is given up
            return multiple()
        self.steps += 1
        line.short = True
        row = rows[pick % len(flat)]
        LineShortage.objects.create(
            line=row, key=row.reference, quantity=count, origin="hub", reason="not_found", answer_by=self.now,
            wait_until=self.now.date(), reported_by="history",
            state="substituted" if cheaper else "left_out", opened_at=self.now, decided_at=self.now,
            substitute=row.variant if cheaper else None,
            substitute_unit_minor=line.unit - cheaper if cheaper else 0, currency="MAD",
        )  # fmt: skip
        if not sale.paid:
            sale.missing.append((part, line, worth, left_out))
            collected = shortages_deduct(order=order, payment=Payment.objects.get(order=order))
            # Of a card nothing is asked before the parcel is packed
            most = sale.due - sum(each[2] for each in sale.missing) if sale.method == "cash" else 0
            assert collected.minor <= most
            return multiple()
        refund = shortages_refund(order=order, now=self.now)
        assert refund is not None and shortages_refund(order=order, now=self.now) is None
        given = self.oracle.refund_part(sale, part, "missing", [(line, worth, left_out)], None)
        return self._decided(order, sale, refund, given)

    @rule(sold=sales, twice=st.booleans())
    def deliver(self, sold: tuple[Order, Sale], twice: bool) -> None:
        order, sale = self._fitting(
            sold,
            lambda sale: (
                not sale.closed and (sale.method == "cash" or sale.paid) and (twice or not sale.delivered)
            ),
        )
        if order is None or sale is None:
            return
        self.steps += 1
        if not sale.delivered:
            if sale.method == "cash":
                self.oracle.pay(sale)
                self.oracle.courier += sale.due
            self.oracle.earn(sale)
            sale.delivered = True
            self.oracle.courier -= self.oracle.set_off(sale)
        order_delivered(
            actor=MACHINE,
            order_id=order.pk,
            carrier_id=self.shop.carrier.pk,
            happened_at=self.now,
            now=self.now,
        )

    @rule(target=refunds, sold=sales)
    def refuse(self, sold: tuple[Order, Sale]) -> Any:
        """The parcel comes back: what was paid goes back whole."""
        order, sale = sold
        if sale.closed or sale.delivered:
            return multiple()
        self.steps += 1
        sale.closed = True
        order_refused(order_id=order.pk, now=self.now)
        order_returned(order_id=order.pk, now=self.now)
        left = sum(part.left for part in sale.parts)
        refund = refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=self.now)
        assert (refund is not None) == (sale.paid and left > 0)
        if sale.paid:
            self.oracle.come_back(sale)
            self.oracle.no_delivery(sale)
        elif sale.method == "cash":
            self.oracle.release(sale, self.card_of[order.pk])
        return self._rest(order, sale, refund, "undelivered")

    def _rest(self, order: Order, sale: Sale, refund: Refund | None, cause: str) -> Any:
        """All that was paid and is left goes back."""
        if refund is None:
            return multiple()
        amount = sum(
            self.oracle.refund_part(
                sale, part, cause,
                [
                    (line, line.total - line.back, line.quantity - line.units_back)
                    for line in part.lines
                    if line.back < line.total
                ],
                None,
            )
            for part in sale.parts
        )  # fmt: skip
        return self._decided(order, sale, refund, amount)

    @rule(target=refunds, sold=sales, on_the_way_back=st.booleans())
    def lose(self, sold: tuple[Order, Sale], on_the_way_back: bool) -> Any:
        """The carrier loses the parcel, perhaps when it was refused already; told twice."""
        order, sale = sold
        if sale.closed or sale.delivered or sale.missing:
            return multiple()
        self.steps += 1
        sale.closed = True
        if on_the_way_back:
            order_refused(order_id=order.pk, now=self.now)
        left = sum(part.left for part in sale.parts)
        told = [
            order_lost(
                actor=MACHINE, order_id=order.pk, holder_id=self.shop.carrier.pk, is_at_hub=False,
                happened_at=self.now, now=self.now,
            )
            for _time in range(2)
        ]  # fmt: skip
        assert (told[0] is not None, told[1]) == (sale.paid and left > 0, None)
        self.oracle.lose(sale)
        if not sale.paid:
            self.oracle.release(sale, self.card_of[order.pk])
        return self._rest(order, sale, told[0], "lost")

    @rule(outcome=st.sampled_from([ClaimState.PAID, ClaimState.SET_OFF, ClaimState.GIVEN_UP]))
    def close_claim(self, outcome: ClaimState) -> None:
        """The oldest open claim on the carrier ends; told twice."""
        claim = Claim.objects.filter(state="open").order_by("pk").first()
        if claim is None:
            return
        self.steps += 1
        for _time in range(2):
            claim_close(
                actor=self.shop.accountant, claim_id=claim.pk, outcome=outcome, note="agreed", now=self.now
            )
        self.oracle.claims -= claim.amount_minor
        if outcome == ClaimState.PAID:
            self.oracle.bank += claim.amount_minor

    # ---- cash

    @precondition(lambda self: self.oracle.courier > 0)
    @rule(target=remittances, missing=st.sampled_from([0, 0, 5, -5]), together=st.booleans())
    def remit(self, missing: int, together: bool) -> Any:
        held = list(
            Order.objects.filter(cash__state="collected", cash__remittance=None, number__gte=900_000)
            .select_related("cash")
            .order_by("number")[: 5 if together else 1]
        )
        total = sum(order.cash.amount_minor for order in held)
        if not held or missing >= total:
            return multiple()
        self.steps += 1
        remittance = cash_remittance_open(
            actor=self.shop.cashier, desk_id=self.shop.hub.pk, carrier_id=self.shop.carrier.pk,
            collection_ids=[order.cash.pk for order in held], number=f"R{held[0].number}", now=self.now,
        )  # fmt: skip
        for _time in range(2):
            cash_remittance_count(
                actor=self.shop.cashier,
                remittance_id=remittance.pk,
                counted=Money(total - missing),
                now=self.now,
            )
        self.oracle.courier -= total
        self.oracle.desk += total - missing
        self.oracle.case += missing
        return remittance

    @rule(remittance=consumes(remittances), missing=st.sampled_from([0, 0, 3]))
    def bank(self, remittance: CashRemittance, missing: int) -> None:
        """The desk's cash goes to the bank, whose statement may show less; told twice."""
        self.steps += 1
        counted = CashRemittance.objects.get(pk=remittance.pk).counted_minor or 0
        deposit = cash_deposit_make(
            actor=self.shop.cashier, desk_id=self.shop.hub.pk, remittance_ids=[remittance.pk],
            slip_number=f"S{remittance.pk}", now=self.now,
        )  # fmt: skip
        self.oracle.desk -= counted
        missing = min(missing, counted - 1)
        for _time in range(2):
            cash_deposit_confirm(
                actor=self.shop.accountant, deposit_id=deposit.pk, credited=Money(counted - missing),
                bank_reference=f"B{remittance.pk}", now=self.now,
            )  # fmt: skip
        self.oracle.bank += counted - missing
        self.oracle.case += missing

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.steps += 1
        self.now += timedelta(days=days, hours=1)
        if not earnings_mature(actor=MACHINE, now=self.now):
            return
        for sub in SubOrder.objects.filter(matured_at=self.now).select_related(
            "order__payment", "order__cash"
        ):
            # Only money that is really there matures, or a claim for it is settled
            cash = getattr(sub.order, "cash", None)
            assert sub.disputed_at is None
            if sub.order.payment.state == "paid":
                assert cash is None or cash.state == "confirmed"
            else:
                assert Claim.objects.get(loss=sub.subject).state != "open"
            self.oracle.banked[sub.organisation_id] += (
                sub.gross_minor - sub.commission_minor - sub.hub_fee_minor
            )

    # ---- refunds

    @rule(
        target=refunds, sold=sales, pick=st.integers(0, 2), units=st.integers(1, 4), cause=st.sampled_from(CAUSES),
        reduction=st.one_of(st.none(), st.integers(1, 5_000)), again=st.booleans(),
    )  # fmt: skip
    def refund(
        self,
        sold: tuple[Order, Sale],
        pick: int,
        units: int,
        cause: RefundCause,
        reduction: int | None,
        again: bool,
    ) -> Any:
        order, sale = self._fitting(sold, lambda sale: sale.paid and not sale.closed)
        if order is None or sale is None:
            return multiple()
        flat = [(part, line) for part in sale.parts for line in part.lines]
        part, line = flat[pick % len(flat)]
        rows = list(OrderLine.objects.filter(order=order).order_by("sub_order__number", "id"))
        row = rows[pick % len(flat)]
        if reduction is not None:
            wanted, amount, count = WantedLine(row.pk, 0, Money(reduction)), reduction, 0
        else:
            count = min(units, line.quantity - line.units_back)
            wanted, amount = WantedLine(row.pk, count), line.units_worth(count)
        if not 0 < amount <= line.total - line.back:
            return multiple()
        back = amount - line.funded_of(amount)
        left = sale.due + sale.gift - sale.owed_back - sale.gift_back
        # The delivery may go back with the last unit; nothing goes back of what a dispute has taken
        if back <= 0 or back + part.delivery - part.delivery_back > left:
            return multiple()
        self.steps += 1
        key = f"h{self.number}:{self.steps}"
        decided = {
            refund_decide(
                actor=MACHINE,
                order_id=order.pk,
                key=key,
                cause=cause,
                wish=Wish(lines=[wanted]),
                reason="",
                now=self.now,
            )
            for _time in range(2 if again else 1)
        }
        (refund,) = decided
        given = self.oracle.refund_part(sale, part, cause.value, [(line, amount, count)], None)
        return self._decided(order, sale, refund, given)

    def _decided(self, order: Order, sale: Sale, refund: Refund, amount: int) -> tuple[Order, Sale, Any]:
        assert refund.amount_minor + refund.gift_minor == amount
        assert refund.gift_minor == sale.gift_of(amount)
        self.oracle.decide(sale, amount, self.card_of[order.pk])
        return order, sale, refund.pk

    @rule(owed=refunds, arrives=st.booleans(), comes_back=st.booleans(), as_credit=st.booleans())
    def pay_back(
        self, owed: tuple[Order, Sale, Any], arrives: bool, comes_back: bool, as_credit: bool
    ) -> None:
        _order, sale, refund_id = owed
        refund = Refund.objects.get(pk=refund_id)
        if refund.state == "done":
            return
        self.steps += 1
        if refund.medium == "card" and refund.state == "due":
            is_beside = refund.cause == RefundCause.SURPLUS and sale.method != "card"
            ok = arrives and not (sale.beside_disputed if is_beside else sale.disputed)
            refund_operated(
                actor=MACHINE,
                key=operation_key(refund),
                reference=f"re_{refund.pk}",
                failure="" if ok else "no",
                now=self.now,
            )
            if ok:
                self.oracle.card -= refund.amount_minor
        elif as_credit:
            ok = True
            refund_medium_choose(
                actor=MACHINE,
                refund_id=refund_id,
                holds_secret=True,
                medium=RefundMedium.CREDIT,
                now=self.now,
            )
            credit = GiftCard.objects.order_by("-pk")[0]
            assert credit.is_store_credit
            self.oracle.cards[credit.pk] = refund.amount_minor
        else:
            ok = True
            refund_medium_choose(
                actor=MACHINE, refund_id=refund_id, holds_secret=True, medium=RefundMedium.TRANSFER, holder="A",
                rib="999780000000000000000105", now=self.now,
            )  # fmt: skip
            for _time in range(2):
                refund_pay(
                    actor=self.shop.accountant, refund_id=refund_id, payment_reference="V", now=self.now
                )
            self.oracle.bank -= refund.amount_minor
            if comes_back:
                ok = False
                refund_unclaimed(actor=self.shop.accountant, refund_id=refund_id, why="closed", now=self.now)
                self.oracle.bank += refund.amount_minor
        if ok:
            self.oracle.owed_to_customers -= refund.amount_minor
            if refund.cause != RefundCause.SURPLUS:
                sale.done_back += refund.amount_minor

    # ---- disputes

    @rule(
        target=disputes,
        sold=sales,
        reason=st.sampled_from(["fraudulent", "product_unacceptable", "product_not_received"]),
    )
    def dispute(self, sold: tuple[Order, Sale], reason: str) -> Any:
        order, sale = self._fitting(
            sold,
            lambda sale: (
                sale.method == "card"
                and sale.paid
                and not sale.disputed
                and sale.done_back < sale.total - sale.not_taken
                and not (sale.gift or sale.funder or sale.subsidy)
            ),
        )
        if order is None or sale is None:
            return multiple()
        amount = sale.total - sale.not_taken - sale.done_back
        self.steps += 1
        sale.disputed = amount
        told = (order, sale, f"dp_{order.number}_{self.steps}", reason, amount)
        for _time in range(2):
            dispute_apply(actor=MACHINE, picture=self._picture(told, ""), now=self.now)
        self.oracle.card -= amount + FEE
        self.oracle.card_fees += FEE
        self.oracle.disputed += amount
        return told

    def _picture(self, told: Any, outcome: Any) -> DisputePicture:
        order, _sale, reference, reason, amount = told
        return DisputePicture(
            dispute_reference=reference, payment_reference=self.intent_of[order.pk], reason=reason,
            amount=Money(amount), fee=Money(FEE), deadline=0, is_under_review=False, outcome=outcome,
        )  # fmt: skip

    @rule(told=consumes(disputes), won=st.booleans())
    def decide_dispute(self, told: Any, won: bool) -> None:
        self.steps += 1
        order, sale, _reference, reason, amount = told
        # What an earlier card is owed, because it was charged too little, is not of this payment
        own = surplus_key(self.intent_of[order.pk])
        open_ones = Refund.objects.filter(order=order).exclude(state="done").order_by("decided_at", "pk")
        owed = [row for row in open_ones if row.cause != RefundCause.SURPLUS or row.key == own]
        for _time in range(2):
            dispute_apply(actor=MACHINE, picture=self._picture(told, "won" if won else "lost"), now=self.now)
        self.oracle.disputed -= amount
        sale.disputed = 0
        if won:
            self.oracle.card += amount + FEE
            self.oracle.card_fees -= FEE
            return
        left = amount
        for refund in owed:
            if refund.amount_minor <= left:
                left -= refund.amount_minor
                self.oracle.owed_to_customers -= refund.amount_minor
                if refund.cause != RefundCause.SURPLUS:
                    sale.done_back += refund.amount_minor
        self._lost(sale, reason, left)

    def _lost(self, sale: Sale, reason: str, left: int) -> None:
        cause = {"product_unacceptable": "hidden_defect", "product_not_received": "carrier_loss"}.get(
            reason, "goodwill"
        )
        goods = min(left, sum(part.left for part in sale.parts))
        ways = [part.delivery - part.delivery_back for part in sale.parts]
        delivery = min(left - goods, sum(ways))
        lines = [
            (part, line, line.total - line.back)
            for part in sale.parts
            for line in part.lines
            if line.back < line.total
        ]
        amounts = shared(goods, [rest for _part, _line, rest in lines]) if goods else [0] * len(lines)
        shares = shared(delivery, ways) if delivery else [0] * len(ways)
        given = 0
        for part, way in zip(sale.parts, shares, strict=True):
            own = [
                (line, amount, 0)
                for (owner, line, _rest), amount in zip(lines, amounts, strict=True)
                if owner is part and amount
            ]
            if own or way:
                given += self.oracle.refund_part(sale, part, cause, own, way)
        sale.owed_back += given
        sale.done_back += given
        self.oracle.goodwill += left - given

    @rule(target=beside, sold=sales)
    def dispute_beside(self, sold: tuple[Order, Sale]) -> Any:
        """What a card paid beside an order is disputed, credited or not; told twice."""
        order, sale = self._fitting(sold, lambda sale: sale.beside > 0 and not sale.beside_disputed)
        if order is None or sale is None:
            return multiple()
        self.steps += 1
        sale.beside_disputed = True
        told = (order, sale, f"dp_b{order.number}_{self.steps}", sale.beside)
        for _time in range(2):
            dispute_apply(actor=MACHINE, picture=self._picture_beside(told, ""), now=self.now)
        self.oracle.card -= sale.beside + FEE
        self.oracle.card_fees += FEE
        self.oracle.disputed += sale.beside
        return told

    def _picture_beside(self, told: Any, outcome: Any) -> DisputePicture:
        order, _sale, reference, amount = told
        return DisputePicture(
            dispute_reference=reference, payment_reference=f"pi_beside_{order.number}", reason="fraudulent",
            amount=Money(amount), fee=Money(FEE), deadline=0, is_under_review=False, outcome=outcome,
        )  # fmt: skip

    @rule(told=consumes(beside), won=st.booleans())
    def decide_beside(self, told: Any, won: bool) -> None:
        """Won, it comes back; lost, it pays what was owed back, or is the marketplace's loss."""
        self.steps += 1
        order, sale, _reference, amount = told
        key = surplus_key(f"pi_beside_{order.number}")
        was_owed = Refund.objects.filter(key=key).exclude(state="done").exists()
        for _time in range(2):
            picture = self._picture_beside(told, "won" if won else "lost")
            dispute_apply(actor=MACHINE, picture=picture, now=self.now)
        self.oracle.disputed -= amount
        sale.beside_disputed = False
        if won:
            self.oracle.card += amount + FEE
            self.oracle.card_fees -= FEE
            return
        # Nothing is left of it that could be disputed again
        sale.beside = -1
        if was_owed:
            self.oracle.owed_to_customers -= amount
        else:
            self.oracle.goodwill += amount

    # ---- payouts

    @rule(index=st.integers(0, 1), kind=st.sampled_from(["rib", "rib", "stripe", "none"]))
    def account_changes(self, index: int, kind: str) -> None:
        """A cooperative is paid by its bank, at the card processor, or has no account that can be used."""
        self.steps += 1
        seller = self.shop.sellers[index].pk
        BankAccount.objects.filter(organisation=seller).update(
            is_active=kind != "none",
            rib="" if kind == "stripe" else "999780000000000000000105",
            connected_id=f"acct_history{seller}" if kind == "stripe" else "",
        )

    # A settlement costs as much as four other steps: one after another says little that the first did not
    @precondition(lambda self: self.now < NOON + timedelta(days=200) and self.steps >= self.settled + 4)
    @rule(target=payouts, again=st.booleans(), in_cash=st.booleans())
    def settle(self, again: bool, in_cash: bool) -> Any:
        self.steps += 1
        self.settled = self.steps
        day = self.now.date() + timedelta(days=1)
        while day.day not in (1, 16):
            day += timedelta(days=1)
        self.now = datetime(day.year, day.month, day.day, 9, tzinfo=NOON.tzinfo)
        run = settlement_prepare(actor=World.preparer, due_date=day, now=self.now)
        if again:
            assert settlement_prepare(actor=World.preparer, due_date=day, now=self.now).pk == run.pk
        for statement in run.statements.filter(outcome="no_account") if in_cash else ():
            mandate_choose(
                actor=World.preparer, statement_id=statement.pk,
                officer_id=World.officers[statement.organisation_id], now=self.now,
            )  # fmt: skip
        settlement_approve(actor=World.approver, run_id=run.pk, now=self.now)
        run = settlement_lock(actor=World.preparer, run_id=run.pk, now=self.now)
        found = list(Payout.objects.filter(statement__run=run))
        for payout in found:
            assert payout.amount_minor > 0
            self.oracle.sellers[payout.organisation_id] -= payout.amount_minor
            self.oracle.paid_out[payout.organisation_id] += payout.amount_minor
            self.in_transit += payout.amount_minor
            # Never more than what is in the bank: nobody is paid twice, or with money that is not there
            assert self.oracle.paid_out[payout.organisation_id] <= self.oracle.banked[payout.organisation_id]
        for way in sorted({payout.way for payout in found}):
            form = {"bank": "csv"}.get(way, way)
            settlement_export(actor=World.preparer, run_id=run.pk, file_format=form, now=self.now)
        return multiple(*[payout.pk for payout in found])

    @rule(payout_id=consumes(payouts), returned=st.booleans(), late=st.booleans())
    def bank_answers(self, payout_id: int, returned: bool, late: bool) -> None:
        """Paid, or returned, or first the one and then the other; each told twice."""
        self.steps += 1
        payout = Payout.objects.get(pk=payout_id)
        answers = [True] if not returned else [True, False] if late else [False]
        if payout.way == PayoutWay.STRIPE:
            self._transferred(payout, answers)
            answers = []
        for is_paid in answers:
            row = ResultRow(
                1,
                payout.end_to_end_id,
                is_paid,
                self.now.date(),
                payout.amount.amount,
                "" if is_paid else "closed",
            )
            for _time in range(2):
                payout_results_apply(actor=World.shop.accountant, rows=[row], now=self.now)
        self.in_transit -= payout.amount_minor
        if returned:
            self.oracle.sellers[payout.organisation_id] += payout.amount_minor
            self.oracle.paid_out[payout.organisation_id] -= payout.amount_minor
        elif payout.way == PayoutWay.STRIPE:
            self.oracle.card -= payout.amount_minor
        else:
            self.oracle.bank -= payout.amount_minor

    def _transferred(self, payout: Payout, answers: list[bool]) -> None:
        """The processor made a transfer, or took it back whole; each told twice."""
        payout_transfer_due(payout_id=payout.pk, now=self.now)
        for is_made in answers:
            picture = TransferPicture(
                f"tr_{payout.pk}", payout.end_to_end_id, payout.connected_id, payout.amount,
                Money(0) if is_made else payout.amount, self.now, None if is_made else self.now,
            )  # fmt: skip
            for _time in range(2):
                transfer_apply(actor=MACHINE, picture=picture, now=self.now)

    # ---- what must hold, always

    # What goes wrong stays wrong, so that every few steps say it as surely as each, at a fraction of the time
    @invariant()
    def books_balance(self) -> None:
        if self.steps >= self.checked + 6:
            self.checked = self.steps
            self.compare()

    def compare(self) -> None:
        """Demand that the books say what the oracle says."""
        books = {code: amount.minor for code, amount in balances().items()}
        assert sum(books.values()) == 0

        def at(code: str) -> int:
            return books.get(code, 0)

        shop, oracle = self.shop, self.oracle
        assert at("bank:main") == oracle.bank
        assert at("card:clearing") == oracle.card
        assert at("card:disputed") == oracle.disputed
        assert at(f"cash:carrier:{shop.carrier.pk}") == oracle.courier
        assert at(f"cash:desk:{shop.hub.pk}") == oracle.desk
        assert sum(minor for code, minor in books.items() if code.startswith("cash:case:")) == oracle.case
        assert -at("refunds:due") == oracle.owed_to_customers
        assert at("expense:goodwill") == oracle.goodwill
        assert at("expense:card-fees") == oracle.card_fees
        assert -at("revenue:commission") == oracle.commission
        assert -at("revenue:hub-fees") == oracle.hub_fees
        assert -at("revenue:delivery") == oracle.delivery
        assert -at("clearing:orders") == oracle.clearing
        assert sum(minor for code, minor in books.items() if code.startswith("claims:")) == oracle.claims
        assert at(f"partner:{World.budget.partner_id}:receivable") == oracle.partners
        assert -at("clearing:promised") == oracle.promised
        assert at("expense:promotions") == oracle.promotions
        assert -at("gift-cards:outstanding") - at("store-credits:outstanding") == sum(oracle.cards.values())
        assert -at("payouts:in-transit") == self.in_transit
        for seller, owed in oracle.sellers.items():
            names = ("maturing", "available", "carried", "held")
            assert -sum(at(f"organisation:{seller}:{name}") for name in names) == owed, seller


class Counted:
    """How many steps all histories of a process took."""

    steps = 0
