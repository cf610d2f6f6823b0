"""The pages of custody, differences and the carrier's file: test that ..."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.kernel.actor import Permission
from orders.models.cash import CashCase, CashRemittance
from tests.factories.cash import collected, counted
from tests.factories.orders import Market
from tests.frontend.views import people
from tests.frontend.views.people import answers, customer, page_of, president, queries_of, staff

CUSTODY, SHEET = "/en/operator/custody/", "/en/cash/sheet/"


@pytest.fixture
def case(shop: Market) -> CashCase:
    """Twenty dirhams are missing."""
    counted(shop, "R-1", 2_000)
    return CashCase.objects.get()


def test_custody_is_shown_for_any_day(shop: Market, auditor: Client) -> None:
    collected(shop)

    assert "135" in page_of(auditor.get(CUSTODY))
    assert "Nobody held any cash" in page_of(auditor.get(f"{CUSTODY}?day=2026-11-01"))


def test_a_difference_is_settled_from_its_page(shop: Market, accountant: Client, case: CashCase) -> None:
    place = f"/en/cash/differences/{case.pk}/"
    assert accountant.post(place, {"resolution": "kept", "explanation": "x"}).status_code == 422
    assert accountant.post(place, {}).status_code == 422

    accountant.post(place, {"resolution": "withheld", "explanation": "reconnu par le livreur"})

    case.refresh_from_db()
    assert (case.state, case.resolution) == ("settled", "withheld")
    assert "reconnu par le livreur" in page_of(accountant.get(place))


def test_the_cashier_reads_a_difference_and_settles_none(shop: Market, case: CashCase) -> None:
    cashier = people.cashier(shop.hub)
    place = f"/en/cash/differences/{case.pk}/"

    page = page_of(cashier.get(place))
    refused = cashier.post(place, {"resolution": "withheld", "explanation": "x"})

    assert 'name="resolution"' not in page
    assert refused.status_code == 403
    case.refresh_from_db()
    assert case.state == "open"


def test_a_carriers_file_is_read_and_leads_to_the_count(shop: Market, accountant: Client) -> None:
    number = collected(shop).order.number
    data = {"carrier": shop.carrier.pk, "number": "F-1"}

    bad = accountant.post(SHEET, data | {"file": SimpleUploadedFile("f.csv", b"order;amount\n1;1.00")})
    content = f"order;amount\n{number};135.00".encode()
    good = accountant.post(SHEET, data | {"file": SimpleUploadedFile("f.csv", content)})

    assert (bad.status_code, good.status_code) == (422, 302)
    assert CashRemittance.objects.get().declared_minor == 13_500


def test_the_pages_open_to_their_own_people_alone(shop: Market, auditor: Client, case: CashCase) -> None:
    outside = {
        "customer": customer(),
        "president": president(),
        "hub worker": people.hub_worker(shop.hub),
        "other cashier": people.cashier(),
        "settlements": staff(Permission.PREPARE_SETTLEMENTS),
    }
    cashier, cash = people.cashier(shop.hub), staff(Permission.MANAGE_CASH)
    inside = {"cashier": cashier, "cash": cash, "auditor": auditor}
    wanted = {
        CUSTODY: {"cashier": 403, "cash": 200, "auditor": 200},
        SHEET: {"cashier": 403, "cash": 200, "auditor": 403},
        f"/en/cash/differences/{case.pk}/": {"cashier": 200, "cash": 200, "auditor": 403},
    }

    for place, found in wanted.items():
        assert set(answers(place, outside).values()) == {403}, place
        assert answers(place, inside) == found, place
        assert Client().get(place).status_code == 302, place


@pytest.mark.parametrize("count", [1, 10])
def test_the_number_of_queries_is_fixed(shop: Market, auditor: Client, count: int) -> None:
    for number in range(count):
        collected(shop)
        counted(shop, f"R-{number}", 100)
    case = CashCase.objects.latest("pk")

    assert queries_of(auditor, CUSTODY) == 5
    assert queries_of(staff(Permission.MANAGE_CASH), f"/en/cash/differences/{case.pk}/") == 4
