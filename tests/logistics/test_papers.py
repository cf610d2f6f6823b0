"""Labels, slips, walks and manifests: test that ..."""

import io
from datetime import timedelta
from unittest.mock import patch

import pypdfium2
import pytest
import zxingcpp

from logistics.models.parcel import Manifest, ParcelDocument
from logistics.services import parcel_document_render as rendering
from logistics.services.papers import manifest_pdf, pick_list_pdf
from logistics.services.parcel_document_render import parcel_document_render, parcel_documents_render_due
from logistics.states import ParcelPaper
from logistics.tasks import expire_lots, expire_reservations, render_labels
from marketplace.documents.models import Document
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.outbox.delivery import deliver
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    handed_over_parcel,
    packed_parcel,
    picked_fulfilment,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    """All text of a PDF."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def codes_of(pdf: bytes) -> set[str]:
    """All barcodes of the first page, read as a scanner does."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return {found.text for found in zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())}


def content(document: Document) -> bytes:
    """The file."""
    with document.file.open("rb") as file:
        return bytes(file.read())


def test_packing_makes_papers_due_and_the_task_draws_them_once() -> None:
    parcel = packed_parcel((stocked_variant(5), 2), cash_minor=25_000)
    assert ParcelDocument.objects.count() == 0

    deliver(now=NOON)
    assert list(ParcelDocument.objects.order_by("kind").values_list("kind", "state")) == [
        ("packing_slip", "due"),
        ("parcel_label", "due"),
    ]
    assert [render_labels(), render_labels()] == [2, 0]

    rows = ParcelDocument.objects.filter(parcel=parcel).select_related("document")
    assert {row.state for row in rows} == {"ready"}
    assert {row.document.subject for row in rows if row.document} == {f"parcel:{parcel.number}"}
    assert Document.objects.count() == 2


def test_the_label_carries_number_address_phone_and_the_cash_to_collect() -> None:
    parcel = packed_parcel((stocked_variant(5), 2), cash_minor=25_000)

    pdf = content(parcel_document_render(parcel_id=parcel.pk, kind=ParcelPaper.LABEL, now=NOON))

    text = text_of(pdf)
    for part in (parcel.number, "Amina Client", "Marrakech", "12, rue des Oliviers", "250,00"):
        assert part in text
    assert parcel.number in codes_of(pdf)


def test_the_slip_names_each_article_with_its_lot() -> None:
    variant = stocked_variant(5)
    parcel = packed_parcel((variant, 2))
    lot = variant.lots.get()

    text = text_of(
        content(parcel_document_render(parcel_id=parcel.pk, kind=ParcelPaper.PACKING_SLIP, now=NOON))
    )

    assert variant.product.name("fr") in text
    assert lot.code in text


def test_a_paper_that_is_asked_for_before_the_task_came_is_drawn_at_once_and_kept() -> None:
    parcel = packed_parcel((stocked_variant(5), 2))

    first = parcel_document_render(parcel_id=parcel.pk, kind=ParcelPaper.LABEL, now=NOON)
    again = parcel_document_render(parcel_id=parcel.pk, kind=ParcelPaper.LABEL, now=NOON)
    deliver(now=NOON)

    assert first == again
    assert render_labels() == 1
    assert ParcelDocument.objects.filter(state="ready").count() == 2


def test_a_paper_that_cannot_be_drawn_is_tried_again_later_and_parked_with_its_error() -> None:
    packed_parcel((stocked_variant(5), 2))
    deliver(now=NOON)
    ParcelDocument.objects.filter(kind="packing_slip").delete()
    moment = NOON

    with patch.object(rendering, "document_pdf", side_effect=InvalidInput("no such font")):
        for attempt in range(1, 7):
            parcel_documents_render_due(now=moment)
            assert ParcelDocument.objects.get().attempts == min(attempt, 5)
            moment += timedelta(hours=1)

    row = ParcelDocument.objects.get()
    assert (row.state, row.last_error) == ("failed", "InvalidInput: no such font")


def test_a_worker_that_dies_while_drawing_leaves_the_row_to_the_next_and_in_the_end_to_people() -> None:
    packed_parcel((stocked_variant(5), 2))
    deliver(now=NOON)
    moment = NOON

    with patch.object(rendering, "document_pdf", side_effect=MemoryError):
        for _ in range(5):
            with pytest.raises(MemoryError):
                parcel_documents_render_due(now=moment, limit=1)
            assert parcel_documents_render_due(now=moment, limit=0) == 0
            moment += timedelta(minutes=3)
            ParcelDocument.objects.exclude(attempts__gt=0).delete()
        assert parcel_documents_render_due(now=moment) == 0

    assert ParcelDocument.objects.get().state == "failed"


def test_the_walk_is_printed_with_bins_lots_and_quantities() -> None:
    variant = stocked_variant(5)
    fulfilment = picked_fulfilment((variant, 3))

    text = text_of(pick_list_pdf(actor=MACHINE, wave_id=fulfilment.wave_id, language="fr", now=NOON))

    for part in (fulfilment.wave.number, variant.lots.get().code, variant.product.name("fr")):
        assert part in text


def test_the_manifest_lists_parcels_and_adds_up_the_cash_for_hub_and_carrier() -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1), cash_minor=25_000)
    manifest = Manifest.objects.get()

    text = text_of(manifest_pdf(actor=member_actor(parcel.carrier), manifest_id=manifest.pk, language="fr"))

    for part in (manifest.number, parcel.number, "250,00"):
        assert part in text
    with pytest.raises(NotAllowed):
        manifest_pdf(actor=member_actor(OrganisationFactory.create()), manifest_id=manifest.pk, language="fr")


def test_tasks_find_nothing_in_an_empty_house() -> None:
    assert (expire_reservations(), expire_lots(), render_labels()) == (0, 0, 0)
