"""From the carrier's hand to the bank statement, page by page."""

import pytest
from django.test import Client

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.cash import BankDeposit, CashCase, CashRemittance
from orders.states import CashState
from tests.factories.cash import DUE, CashWorld
from tests.frontend.views.people import page_of


def test_a_cashier_sees_how_many_parcels_a_carrier_owes_but_no_sum(world: CashWorld, cashier: Client) -> None:
    page = page_of(cashier.get("/en/cash/"))

    assert f'href="/en/cash/carriers/{world.shop.carrier.pk}/"' in page
    assert '<bdi class="ticket__digit">1</bdi>' in page
    # 115 (counted, lacks 20) lies at the desk and 135 is with the bank; what the carrier holds is nowhere.
    assert page.count('class="price"') == 2


def test_staff_in_charge_see_what_each_carrier_holds(world: CashWorld, accountant: Client) -> None:
    page = page_of(accountant.get(f"/en/cash/?desk={world.shop.hub.slug}"))

    assert page.count('class="price"') == 3


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_count_is_blind(world: CashWorld, cashier: Client, language: str) -> None:
    remittance = world.opened[0]

    for place in (f"cash/remittances/{remittance.pk}/", f"cash/carriers/{world.shop.carrier.pk}/"):
        page = page_of(cashier.get(f"/{language}/{place}"))
        # 135,00 as the pages write it, and in minor units
        assert "135<span" not in page, place
        assert "13500" not in page, place
        assert "135,00" not in page, place


def test_the_list_shows_sums_of_what_is_counted_alone(world: CashWorld, cashier: Client) -> None:
    page = page_of(cashier.get("/en/cash/remittances/"))

    # Three bundles: one not counted, one at the desk (115), one with the bank (135).
    assert page.count('class="ticket__number"') == 3
    assert page.count('class="price"') == 2


def test_a_remittance_is_opened_with_the_marked_orders(world: CashWorld, cashier: Client) -> None:
    collection = world.collected[0]

    response = cashier.post(
        f"/en/cash/carriers/{world.shop.carrier.pk}/",
        {"number": "BR-1", "collections": [str(collection.pk)]},
    )

    remittance = CashRemittance.objects.get(number="BR-1")
    collection.refresh_from_db()
    assert response["Location"] == f"/en/cash/remittances/{remittance.pk}/"
    assert collection.remittance == remittance
    assert remittance.declared == DUE


def test_the_same_sheet_twice_is_one_remittance(world: CashWorld, cashier: Client) -> None:
    data = {"number": "BR-1", "collections": [str(world.collected[0].pk)]}
    first = cashier.post(f"/en/cash/carriers/{world.shop.carrier.pk}/", data)

    second = cashier.post(f"/en/cash/carriers/{world.shop.carrier.pk}/", data)

    assert second["Location"] == first["Location"]
    assert CashRemittance.objects.filter(number="BR-1").count() == 1


@pytest.mark.parametrize(
    ("_case", "changes", "said"),
    [
        ("no number", {"number": "  "}, "id_number_error"),
        ("a number too long", {"number": "B" * 31}, "id_number_error"),
        ("nothing marked", {"collections": []}, "Please mark the orders that are on the sheet."),
        ("text for an order", {"collections": ["all"]}, "all"),
        ("an order of nobody", {"collections": ["999999"]}, None),
    ],
)
def test_a_bad_sheet_opens_nothing(
    world: CashWorld, cashier: Client, _case: str, changes: dict[str, object], said: str | None
) -> None:
    sent = {"number": "BR-1", "collections": [str(world.collected[0].pk)], **changes}
    before = CashRemittance.objects.count()

    response = cashier.post(f"/en/cash/carriers/{world.shop.carrier.pk}/", sent)

    assert response.status_code == (422 if said else 404)
    assert said is None or said in page_of(response)
    assert CashRemittance.objects.count() == before


def test_cash_that_was_handed_in_already_is_refused(world: CashWorld, cashier: Client) -> None:
    taken = world.opened[0].collections.get()

    response = cashier.post(
        f"/en/cash/carriers/{world.shop.carrier.pk}/", {"number": "BR-1", "collections": [str(taken.pk)]}
    )

    taken.refresh_from_db()
    assert response.status_code == 422
    assert "already handed in" in page_of(response)
    assert taken.remittance == world.opened[0]


@pytest.mark.parametrize("written", ["135", "135,00", "135.00", " 1 35,0 ", "١٣٥٫٠٠"])
def test_a_count_is_read_as_people_write_it_and_then_the_sum_is_shown(
    world: CashWorld, cashier: Client, written: str
) -> None:
    remittance = world.opened[0]

    cashier.post(f"/en/cash/remittances/{remittance.pk}/", {"counted": written})

    remittance.refresh_from_db()
    assert remittance.counted_minor == DUE.minor
    assert "135<span" in page_of(cashier.get(f"/en/cash/remittances/{remittance.pk}/"))
    assert not CashCase.objects.filter(remittance=remittance).exists()


@pytest.mark.parametrize("written", ["", "-1", "1e9", "1,2,3", "NaN", "12,345", "9" * 30, "cent trente-cinq"])
def test_what_is_no_count_is_refused_beside_its_field_and_kept(
    world: CashWorld, cashier: Client, written: str
) -> None:
    remittance = world.opened[0]

    response = cashier.post(f"/en/cash/remittances/{remittance.pk}/", {"counted": written})

    page = page_of(response)
    remittance.refresh_from_db()
    assert response.status_code == 422
    assert 'id="id_counted_error"' in page
    assert not written or f'value="{written}"' in page
    assert remittance.counted_minor is None


def test_a_difference_is_the_carriers_case_with_a_deadline(world: CashWorld, cashier: Client) -> None:
    remittance = world.opened[0]

    cashier.post(f"/en/cash/remittances/{remittance.pk}/", {"counted": "130"})

    case = CashCase.objects.get(remittance=remittance)
    page = page_of(cashier.get("/en/cash/differences/"))
    assert (case.holder, case.missing) == (world.shop.carrier, Money(500))
    assert "30 Nov 2026" in page
    assert remittance.number in page


def test_counting_twice_with_the_same_result_is_one_count_and_with_another_is_refused(
    world: CashWorld, cashier: Client
) -> None:
    place = f"/en/cash/remittances/{world.opened[0].pk}/"

    same = [cashier.post(place, {"counted": "135"}).status_code for _press in range(2)]
    other = cashier.post(place, {"counted": "130"})

    assert same == [302, 302]
    assert other.status_code == 422
    assert CashRemittance.objects.get(pk=world.opened[0].pk).counted_minor == DUE.minor


def test_counted_cash_goes_to_the_bank_against_a_slip(world: CashWorld, cashier: Client) -> None:
    remittance = world.counted[0]

    response = cashier.post(
        "/en/cash/deposits/", {"slip_number": "BV-1", "remittances": [str(remittance.pk)]}
    )

    deposit = BankDeposit.objects.get(slip_number="BV-1")
    assert response["Location"] == f"/en/cash/deposits/{deposit.pk}/"
    assert deposit.amount == DUE - Money(2_000)
    assert remittance.collections.get().state == CashState.DEPOSITED
    assert cashier.get(f"/en/cash/deposits/{deposit.pk}.pdf").content.startswith(b"%PDF-")


def test_the_same_slip_twice_is_one_deposit(world: CashWorld, cashier: Client) -> None:
    data = {"slip_number": "BV-1", "remittances": [str(world.counted[0].pk)]}

    first, second = (cashier.post("/en/cash/deposits/", data) for _press in range(2))

    assert first["Location"] == second["Location"]
    assert BankDeposit.objects.filter(slip_number="BV-1").count() == 1


@pytest.mark.parametrize(
    ("_case", "slip", "which", "status"),
    [
        ("no slip", " ", "counted", 422),
        ("nothing marked", "BV-1", None, 422),
        ("not counted yet", "BV-1", "opened", 404),
        ("gone already", "BV-1", "deposited", 422),
    ],
)
def test_a_bad_deposit_is_refused(
    world: CashWorld, cashier: Client, _case: str, slip: str, which: str | None, status: int
) -> None:
    rows = {
        "counted": world.counted[0].pk,
        "opened": world.opened[0].pk,
        "deposited": CashRemittance.objects.get(number="in-SLIP-0").pk,
    }
    before = BankDeposit.objects.count()

    response = cashier.post(
        "/en/cash/deposits/",
        {"slip_number": slip, "remittances": [str(rows[which])] if which else []},
    )

    assert response.status_code == status
    assert BankDeposit.objects.count() == before


def test_the_bank_statement_confirms_the_deposit_and_a_shortage_is_the_desks(
    world: CashWorld, accountant: Client
) -> None:
    deposit = world.deposits[0]

    accountant.post(f"/en/cash/deposits/{deposit.pk}/", {"credited": "134,00", "bank_reference": "REL-88"})

    deposit.refresh_from_db()
    case = CashCase.objects.get(deposit=deposit)
    assert (deposit.confirmed_minor, deposit.bank_reference) == (13_400, "REL-88")
    assert (case.holder, case.missing) == (world.shop.hub, Money(100))
    assert balance(chart.bank()) == Money(13_400)


@pytest.mark.parametrize(
    "data",
    [
        {"credited": "", "bank_reference": "R"},
        {"credited": "135", "bank_reference": ""},
        {"credited": "-135", "bank_reference": "R"},
        {"credited": "x", "bank_reference": "R"},
    ],
)
def test_a_bad_confirmation_moves_nothing(world: CashWorld, accountant: Client, data: dict[str, str]) -> None:
    deposit = world.deposits[0]

    response = accountant.post(f"/en/cash/deposits/{deposit.pk}/", data)

    deposit.refresh_from_db()
    assert response.status_code == 422
    assert deposit.confirmed_at is None
    assert balance(chart.bank()) == Money(0)


def test_confirming_twice_books_once_and_otherwise_is_refused(world: CashWorld, accountant: Client) -> None:
    place = f"/en/cash/deposits/{world.deposits[0].pk}/"
    data = {"credited": "135", "bank_reference": "REL-88"}

    same = [accountant.post(place, data).status_code for _press in range(2)]
    other = accountant.post(place, {**data, "credited": "100"})

    assert same == [302, 302]
    assert other.status_code == 422
    assert balance(chart.bank()) == DUE
