"""The gate: test that ..."""

import io

import pytest
from django.test import Client

from logistics.models.evidence import Evidence
from logistics.models.inbound import Discrepancy, GoodsReceipt, ReceiptLine
from logistics.models.lot import Lot
from tests.factories.logistics import picture
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import page_of
from tests.marketplace.documents.reading import codes_in, text_of


def count(world: HubWorld, **changes: object) -> dict[str, object]:
    """A count of what was announced, as the form sends it."""
    pk = world.notice.lines.get().variant_id
    return {"key": "gate-1", f"counted-{pk}": "24", **{f"{k}-{pk}": v for k, v in changes.items()}}


def test_the_page_of_the_gate_shows_what_is_announced_what_differs_and_what_came(
    world: HubWorld, worker: Client
) -> None:
    page = page_of(worker.get("/en/hub/inbound/"))

    assert world.notice.number in page
    assert "Less than announced" in page
    assert world.receipt.number in page


def test_an_announced_load_is_counted_in_and_its_label_can_be_scanned(
    world: HubWorld, worker: Client
) -> None:
    photo = io.BytesIO(picture())
    photo.name = "IMG_0001.jpg"
    sent = count(world, weight="13,44", bin="A-07", code="AG-9", photo=photo)

    response = worker.post(
        f"/en/hub/inbound/{world.notice.pk}/", {**sent, "temperature": "-3,5", "brought_by": "Hassan"}
    )

    receipt = GoodsReceipt.objects.latest("id")
    lot = Lot.objects.get(code="AG-9")
    assert response["Location"] == f"/en/hub/receipts/{receipt.pk}/"
    assert (str(receipt.temperature_c), receipt.brought_by) == ("-3.5", "Hassan")
    line = ReceiptLine.objects.get(receipt=receipt)
    assert (line.counted, line.weight_g, line.lot) == (24, 13_440, lot)
    assert Evidence.objects.filter(subject=f"receipt-line:{line.pk}").count() == 1
    label = worker.get(f"/en/hub/lots/{lot.pk}/label.pdf").content
    assert codes_in(label) == {("Code128", "AG-9"), ("QRCode", "http://testserver/lot/AG-9")}


def test_a_second_press_takes_in_once(world: HubWorld, worker: Client) -> None:
    before = Lot.objects.count()
    answers = [worker.post(f"/en/hub/inbound/{world.notice.pk}/", count(world)) for _press in range(2)]

    assert Lot.objects.count() == before + 1
    assert answers[0]["Location"] == answers[1]["Location"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"counted": "-1"}, "counted"),
        ({"counted": ""}, "counted"),
        ({"counted": "many"}, "counted"),
        ({"damaged": "-2"}, "damaged"),
        ({"weight": "-4"}, "weight"),
        ({"weight": "0"}, "weight"),
        ({"produced": "2026-13-40"}, "produced"),
    ],
)
def test_a_bad_count_is_told_beside_its_field_and_nothing_comes_in(
    world: HubWorld, worker: Client, changes: dict[str, str], field: str
) -> None:
    pk, before = world.notice.lines.get().variant_id, Lot.objects.count()

    response = worker.post(f"/en/hub/inbound/{world.notice.pk}/", count(world, **changes))

    assert response.status_code == 422
    assert f'id="id_{field}-{pk}_error"' in page_of(response)
    assert Lot.objects.count() == before


def test_a_received_notice_leads_to_its_receipt(world: HubWorld, worker: Client) -> None:
    notice = world.receipt.notice
    assert notice is not None

    assert worker.get(f"/en/hub/inbound/{notice.pk}/")["Location"] == f"/en/hub/receipts/{world.receipt.pk}/"


def test_a_difference_is_settled_on_the_receipt(world: HubWorld, worker: Client) -> None:
    case = world.case
    sent = {"outcome": "returned", "note": "4 pots rendus", "receipt": str(world.receipt.pk)}

    response = worker.post(f"/en/hub/discrepancies/{case.pk}/", sent)

    case.refresh_from_db()
    assert response["Location"] == f"/en/hub/receipts/{world.receipt.pk}/"
    assert (case.outcome, case.note) == ("returned", "4 pots rendus")
    assert "4 pots rendus" in page_of(worker.get(response["Location"]))


def test_a_difference_without_a_reason_stays_open(world: HubWorld, worker: Client) -> None:
    sent = {"outcome": "returned", "note": "", "receipt": str(world.receipt.pk)}

    response = worker.post(f"/en/hub/discrepancies/{world.case.pk}/", sent)

    assert response.status_code == 422
    assert 'id="id_note_error"' in page_of(response)
    assert Discrepancy.objects.filter(closed_at=None).count() == 1


@pytest.mark.parametrize("receipt", ["", "x", "99999999999999999999"])
def test_a_forged_receipt_number_is_not_found(world: HubWorld, worker: Client, receipt: str) -> None:
    sent = {"outcome": "returned", "note": "", "receipt": receipt}

    assert worker.post(f"/en/hub/discrepancies/{world.case.pk}/", sent).status_code == 404


def test_the_slip_says_what_was_counted(world: HubWorld, worker: Client) -> None:
    slip = worker.get(f"/fr/hub/receipts/{world.receipt.pk}.pdf").content

    text = text_of(slip)
    assert ("Code128", world.receipt.number) in codes_in(slip)
    assert "Hassan" in text
    assert "Moins qu’annoncé 4" in text


def test_a_photo_is_given_as_a_picture_that_runs_nothing(world: HubWorld, worker: Client) -> None:
    response = worker.get(f"/en/hub/evidence/{world.photo.pk}/")

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
