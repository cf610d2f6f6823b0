"""sheet_ask and sheets_draw: test that ..."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from logistics.models.fulfilment import Wave
from logistics.models.label import LabelPrint
from logistics.models.parcel import Manifest
from logistics.models.sheet import SheetJob, SheetPart
from logistics.selectors.sheets import sheet_part, sheets_of
from logistics.services import sheet_ask
from logistics.services.label_print import LabelIncomplete
from logistics.services.sheet_ask import sheet_of_labels, sheet_of_manifest, sheet_of_wave
from logistics.services.sheets_draw import LEASE, sheets_draw_due, sheets_forget
from logistics.states import SheetKind
from logistics.tasks import draw_sheets, forget_sheets
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    WarehouseFactory,
    handed_over_parcel,
    picked_fulfilment,
    released_lot,
    stocked_variant,
)
from tests.logistics.racing import errors, race
from tests.logistics.services.test_label_print import labelled_lot
from tests.logistics.test_papers import text_of

pytestmark = pytest.mark.django_db
KNOWN: dict[str, Any] = {"actor": MACHINE, "language": "fr", "now": NOON}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {SheetKind.PICK_LIST: 2, SheetKind.MANIFEST: 2, SheetKind.LABELS: 1}
    monkeypatch.setattr("logistics.services.sheet_ask.PART_SIZE", sizes)
    monkeypatch.setattr("logistics.services.sheets_draw.PART_SIZE", sizes)


def read(part: SheetPart) -> str:
    with part.file.open("rb") as file:
        return text_of(file.read())


def walk_of(lines: int) -> SheetJob:
    """A pick list of so many lines, asked for and not drawn."""
    fulfilment = picked_fulfilment(*[(stocked_variant(5), 1) for _ in range(lines)])
    return sheet_of_wave(**KNOWN, wave_id=fulfilment.wave_id, key="one")


def test_a_walk_is_drawn_part_by_part_and_read_while_it_grows(small_parts: None) -> None:
    job = walk_of(5)
    assert (job.parts_total, job.parts_done, job.state) == (3, 0, "due")
    assert sheet_of_wave(**KNOWN, wave_id=_wave(job), key="one") == job

    assert sheets_draw_due(now=NOON, limit=2) == 2

    job.refresh_from_db()
    assert (job.parts_done, job.state, job.ready_at) == (2, "due", None)
    assert "1/3" in read(sheet_part(actor=MACHINE, job_id=job.pk, number=1))
    with pytest.raises(NotFound):
        sheet_part(actor=MACHINE, job_id=job.pk, number=3)
    assert draw_sheets() == 1
    job.refresh_from_db()
    assert (job.parts_done, job.state) == (3, "ready")
    (listed,) = sheets_of(actor=MACHINE, warehouse_id=job.warehouse_id)
    assert [part.number for part in listed.parts.all()] == [1, 2, 3]


def _wave(job: SheetJob) -> int:
    return Wave.objects.get(number=job.title).pk


def test_labels_of_many_lots_are_checked_at_once_and_each_print_is_written_down() -> None:
    lots = [released_lot(quantity=4) for _ in range(2)]
    warehouse = WarehouseFactory.create()
    codes = [lots[0].code.lower(), "", lots[1].code, lots[0].code]

    job = sheet_of_labels(**KNOWN, warehouse_id=warehouse.pk, codes=codes, key="l")
    assert sheets_draw_due(now=NOON) == 2

    prints = LabelPrint.objects.order_by("pk").values_list("lot", "copies", "is_reprint")
    assert list(prints) == [(lots[0].pk, 4, False), (lots[1].pk, 4, False)]
    again = sheet_of_labels(**KNOWN, warehouse_id=warehouse.pk, codes=[lots[0].code], key="m")
    sheets_draw_due(now=NOON)
    assert LabelPrint.objects.latest("pk").reason == f"sheet {again.pk}"
    assert job.title == f"{lots[0].code} … {lots[1].code}"


def test_what_cannot_be_printed_is_refused_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    lot, warehouse = released_lot(quantity=4), WarehouseFactory.create()
    monkeypatch.setattr(sheet_ask, "MOST_LOTS", 1)
    for codes in (["UNKNOWN"], [], [lot.code, "OTHER"]):
        with pytest.raises(InvalidInput) as refusal:
            sheet_of_labels(**KNOWN, warehouse_id=warehouse.pk, codes=codes, key="x")
        assert refusal.value.field == "codes"
    silent = labelled_lot(ingredients={}, storage={})
    with pytest.raises(LabelIncomplete):
        sheet_of_labels(**KNOWN, warehouse_id=silent.warehouse_id, codes=[silent.code], key="x")
    with pytest.raises(NotFound):
        sheet_of_wave(**KNOWN, wave_id=0, key="x")
    with pytest.raises(NotFound):
        sheet_of_labels(**KNOWN, warehouse_id=uuid.uuid4(), codes=[], key="x")
    assert not SheetJob.objects.exists()


def test_a_manifest_is_a_sheet_for_its_hub_alone(small_parts: None) -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1))
    manifest = Manifest.objects.get()
    stranger = member_actor(OrganisationFactory.create(hub=True), "hub")
    carrier = member_actor(parcel.carrier, "driver")
    for actor in (stranger, carrier):
        with pytest.raises(NotAllowed):
            sheet_of_manifest(**(KNOWN | {"actor": actor}), manifest_id=manifest.pk, key="m")

    job = sheet_of_manifest(**KNOWN, manifest_id=manifest.pk, key="m")

    assert sheets_draw_due(now=NOON) == 1
    part = sheet_part(actor=MACHINE, job_id=job.pk, number=1)
    assert parcel.number in read(part)
    with pytest.raises(NotAllowed):
        sheet_part(actor=stranger, job_id=job.pk, number=1)


def test_what_fails_is_tried_later_and_parked_with_its_reason(
    small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = walk_of(3)

    def broken(*_given: object, **_named: object) -> bytes:
        raise OSError("disk")

    monkeypatch.setattr("logistics.services.sheets_draw.pick_part_pdf", broken)
    now = NOON
    for _attempt in range(5):
        assert sheets_draw_due(now=now) == 0
        now += timedelta(minutes=6)
    job.refresh_from_db()
    assert (job.state, job.last_error, job.parts_done) == ("failed", "OSError: disk", 0)


def test_a_worker_that_died_leaves_its_sheet_to_the_next(small_parts: None) -> None:
    job = walk_of(3)
    SheetJob.objects.update(due_at=NOON + LEASE, attempts=1)
    assert sheets_draw_due(now=NOON) == 0
    assert sheets_draw_due(now=NOON + LEASE) == 2
    SheetJob.objects.filter(pk=job.pk).update(state="due", parts_done=1, attempts=5, ready_at=None)
    assert sheets_draw_due(now=NOON + 3 * LEASE) == 0
    assert SheetJob.objects.get().state == "failed"


def test_sheets_are_forgotten_after_a_week(small_parts: None) -> None:
    walk_of(2)
    sheets_draw_due(now=NOON)
    name = str(SheetPart.objects.get().file.name)
    storage = SheetPart.objects.get().file.storage

    assert sheets_forget(now=NOON + timedelta(days=6)) == 0
    assert sheets_forget(now=NOON + timedelta(days=8)) == 1
    assert (SheetPart.objects.count(), storage.exists(name), forget_sheets()) == (0, False, 0)


def test_the_database_knows_no_ready_sheet_with_parts_missing(small_parts: None) -> None:
    job = walk_of(3)
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetJob.objects.filter(pk=job.pk).update(state="ready", ready_at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_draw_a_part_twice(small_parts: None) -> None:
    job = walk_of(4)

    results = race(lambda: sheets_draw_due(now=NOON), lambda: sheets_draw_due(now=NOON))

    assert (errors(results), sum(int(str(each)) for each in results)) == ([], 2)
    assert sorted(SheetPart.objects.filter(job=job).values_list("number", flat=True)) == [1, 2]
