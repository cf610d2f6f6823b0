"""The report of a recall on paper: test that ..."""

from datetime import timedelta

import pytest

from logistics.models.recall import Recall
from logistics.services.recall_close import recall_close
from logistics.services.recall_open import recall_open
from logistics.services.recall_paper import recall_report_pdf
from logistics.states import RecallTrigger
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, packed_parcel, released_lot
from tests.marketplace.documents.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill() -> Recall:
    """A drill over ten units, of which three are in a parcel."""
    variant = VariantFactory.create(product__names={"fr": "Miel de thym", "ar": "عسل الزعتر"})
    lot = released_lot(variant, 10)
    packed_parcel((variant, 3))
    return recall_open(
        actor=MACHINE,
        warehouse_id=lot.warehouse_id,
        lot_ids=[lot.pk],
        trigger=RecallTrigger.DRILL,
        reason="exercice",
        key="drill",
        now=NOON,
    )


def paper(drill: Recall, language: str, actor: Actor = MACHINE) -> str:
    now = NOON + timedelta(minutes=5)
    return text_of(recall_report_pdf(actor=actor, recall_id=drill.pk, language=language, now=now))


def test_the_report_accounts_for_every_unit_and_names_no_buyer(drill: Recall) -> None:
    recall_close(actor=MACHINE, recall_id=drill.pk, conclusion="tout y est", now=NOON + timedelta(seconds=75))

    text = paper(drill, "fr")

    assert drill.number in text
    assert "Miel de thym" in text
    assert "100 %" in text.replace("\u00a0", " ")
    assert "75" in text
    assert "tout y est" in text
    assert "Amina" not in text
    assert "exercice" in paper(drill, "ar")


def test_a_recall_that_runs_is_reported_as_it_stands(drill: Recall) -> None:
    assert "300" in paper(drill, "fr")


def test_strangers_read_no_report(drill: Recall) -> None:
    with pytest.raises(NotAllowed):
        paper(drill, "fr", Actor.anonymous())
    drill.pk = 0
    with pytest.raises(NotFound):
        paper(drill, "fr")
