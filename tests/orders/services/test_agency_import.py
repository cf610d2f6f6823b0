"""Cash paid at an agency: test that ..."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.kernel.refused_file import FileRefused
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.management.commands.check_books import all_findings
from orders.models.bank import AgencyReceipt, Break
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.agency_import import AgencyImport, agency_import, agency_receipt_return
from orders.services.break_rows import break_resolve
from orders.services.order_cancel import order_cancel
from orders.services.orders_expire import unpaid_orders_cancel
from orders.ways import AGENCY_WAIT, agency_code
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

HEADING = "receipt;code;amount;date"


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with override_settings(CASH_AGENCY_NAME="Agence"):
        yield


built = once(market)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """135 MAD."""
    return shop.order({0: 1}, pay="agency")


def code(order: Order) -> str:
    return Payment.objects.get(order=order).transfer_reference


def read(shop: Market, *rows: str) -> AgencyImport:
    return agency_import(actor=shop.accountant, content="\n".join([HEADING, *rows]).encode(), now=NOON)


def test_the_code_has_check_digits() -> None:
    for number in (10_001, 10_010, 987_654):
        assert int(agency_code(number)) % 97 == 0


def test_the_order_is_paid_by_its_code_once(shop: Market, order: Order) -> None:
    row = f"R1;{code(order)};135.00;2026-11-16"

    assert read(shop, row) == AgencyImport(paid=1, unmatched=0, known=0)
    assert read(shop, row) == AgencyImport(paid=0, unmatched=0, known=1)

    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.provider_reference, payment.expires_at) == ("paid", "R1", None)
    assert set(order.sub_orders.values_list("state", flat=True)) == {"released"}
    assert balance(chart.agency_clearing()) == Money(13_500)
    assert balance(chart.bank()) == Money(0)
    assert not any(all_findings().values())


def test_an_order_that_is_not_paid_in_time_is_cancelled(shop: Market, order: Order) -> None:
    assert unpaid_orders_cancel(actor=Actor.of_machine("test"), now=NOON + AGENCY_WAIT, limit=5) == 1

    assert Payment.objects.get(order=order).state == "cancelled"


@pytest.mark.parametrize(
    ("_case", "row", "reason"),
    [
        ("an unknown code", "R1;999;135.00;2026-11-16", "unknown"),
        ("another sum", "R1;{code};130.00;2026-11-16", "other_sum"),
    ],
)
def test_what_fits_no_order_is_a_break_until_it_is_given_back(
    shop: Market, order: Order, _case: str, row: str, reason: str
) -> None:
    assert read(shop, row.format(code=code(order))).unmatched == 1

    found, receipt = Break.objects.get(), AgencyReceipt.objects.get()
    assert (found.reason, found.source, found.owner_id) == (reason, "agency", shop.accountant.user_id)
    assert balance(chart.transfer_clearing(), subject=f"agency-receipt:{receipt.pk}") == -receipt.amount
    assert not any(all_findings().values())
    with pytest.raises(IllegalMove):
        break_resolve(actor=shop.accountant, break_id=found.pk, resolution="vu", now=NOON)

    agency_receipt_return(actor=shop.accountant, receipt_id=receipt.pk, resolution="rendu", now=NOON)

    found.refresh_from_db()
    assert (found.state, balance(chart.agency_clearing())) == ("resolved", Money(0))
    assert not any(all_findings().values())


def test_money_for_a_cancelled_or_paid_order_is_a_break(shop: Market, order: Order) -> None:
    read(shop, f"R1;{code(order)};135.00;2026-11-16", f"R2;{code(order)};135.00;2026-11-16")
    other = shop.order({0: 1}, pay="agency")
    order_cancel(actor=VISITOR, order_id=other.pk, holds_secret=True, reason="customer", now=NOON)
    read(shop, f"R3;{code(other)};135.00;2026-11-16")

    assert list(Break.objects.order_by("pk").values_list("reason", flat=True)) == [
        "already_there",
        "not_expected",
    ]
    assert balance(chart.agency_clearing()) == Money(3 * 13_500)


@pytest.mark.parametrize(
    ("_case", "content", "line"),
    [
        ("other columns", "receipt;code;amount", 1),
        ("nothing", HEADING, 1),
        ("a cell too many", f"{HEADING}\nR1;1;1.00;2026-11-16;x", 2),
        ("no receipt", f"{HEADING}\n;1;1.00;2026-11-16", 2),
        ("a long receipt", f"{HEADING}\n{'R' * 61};1;1.00;2026-11-16", 2),
        ("no amount", f"{HEADING}\nR1;1;much;2026-11-16", 2),
        ("less than nothing", f"{HEADING}\nR1;1;-1.00;2026-11-16", 2),
        ("a day ahead", f"{HEADING}\nR1;1;1.00;2026-11-17", 2),
        ("no day", f"{HEADING}\nR1;1;1.00;soon", 2),
        ("twice", f"{HEADING}\nR1;1;1.00;2026-11-16\nR1;1;1.00;2026-11-16", 3),
        ("an open quote", f'{HEADING}\nR1;"1;1.00;2026-11-16', 2),
        ("a null", f"{HEADING}\nR1;\x00;1.00;2026-11-16", 2),
        ("another encoding", f"{HEADING}\nR1;\xe9;1.00;2026-11-16", 2),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    shop: Market, _case: str, content: str, line: int
) -> None:
    good = "\nR9;1;1.00;2026-11-16" if _case not in ("nothing", "other columns", "an open quote") else ""

    with pytest.raises(FileRefused) as refused:
        agency_import(actor=shop.accountant, content=(content + good).encode("latin-1"), now=NOON)

    assert refused.value.problems[0][0] == line
    assert AgencyReceipt.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(shop: Market) -> None:
    with pytest.raises(FileRefused):
        agency_import(actor=shop.accountant, content=b"x" * 10_000_001, now=NOON)


def test_a_known_receipt_with_another_sum_is_refused(shop: Market, order: Order) -> None:
    read(shop, f"R1;{code(order)};135.00;2026-11-16")

    with pytest.raises(FileRefused):
        read(shop, f"R1;{code(order)};1.00;2026-11-16", "R2;1;1.00;2026-11-16")

    assert AgencyReceipt.objects.count() == 1


def test_strangers_read_no_file(shop: Market, order: Order) -> None:
    for stranger in (VISITOR, shop.cashier, staff_actor()):
        with pytest.raises(NotAllowed):
            agency_import(actor=stranger, content=b"", now=NOON)
        with pytest.raises(NotAllowed):
            agency_receipt_return(actor=stranger, receipt_id=1, resolution="x", now=NOON)


def test_where_no_agency_is_named_it_is_not_offered(shop: Market) -> None:
    with override_settings(CASH_AGENCY_NAME=""), pytest.raises(InvalidInput):
        shop.order({0: 1}, pay="agency")

    assert Order.objects.count() == 0
