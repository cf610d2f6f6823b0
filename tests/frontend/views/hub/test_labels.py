"""The labeller's table: test that ..."""

import pytest
from django.test import Client

from catalog.models.taxonomy import ProductType
from logistics.models.label import LabelPrint, LabelText
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import page_of
from tests.logistics.test_label_rules import FAMILIES

WORDS = {
    "ingredients_ar": "عسل",
    "ingredients_fr": "miel",
    "storage_ar": "يحفظ جافا",
    "storage_fr": "au sec",
}


@pytest.fixture
def place(world: HubWorld) -> str:
    """The labels of a lot of honey."""
    honey = FAMILIES["honey"]
    ProductType.objects.update(key="honey", facts=honey["facts"], is_food=True)
    world.lots[0].best_before_date = world.lots[0].last_sale_date = (
        world.lots[0].received_at.date().replace(year=2028)
    )
    world.lots[0].save()
    return f"/en/hub/lots/{world.lots[0].pk}/labels/"


def test_what_is_missing_is_shown_with_its_source_and_nothing_is_printed(
    world: HubWorld, worker: Client, place: str
) -> None:
    page = page_of(worker.get(place))
    response = worker.post(f"{place}print/", {"copies": "2", "form": "pdf"})

    assert "ingredients in Arabic" in page
    assert "Décret 2-12-389" in page
    assert "يحفظ بين 15 و20" in page
    assert response.status_code == 422
    assert "lacks: ingredients in Arabic, storage in Arabic." in page_of(response)
    assert LabelPrint.objects.count() == 0


def test_once_its_words_are_kept_the_label_is_printed_and_logged(
    world: HubWorld, worker: Client, place: str
) -> None:
    assert worker.post(f"{place}words/", WORDS)["Location"] == place
    first = worker.post(f"{place}print/", {"copies": "2", "form": "pdf"})
    again = worker.post(f"{place}print/", {"copies": "1", "form": "zpl"})
    zpl = worker.post(f"{place}print/", {"copies": "1", "form": "zpl", "reason": "déchirée"})

    assert first.content[:5] == b"%PDF-"
    assert (again.status_code, 'id="id_print_reason_error"' in page_of(again)) == (422, True)
    assert zpl.content.startswith(b"^XA")
    assert "attachment" in zpl["Content-Disposition"]
    page = page_of(worker.get(place))
    assert "déchirée" in page
    assert "Printed again" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"protected_name": "Champagne"}, "id_protected_name_error"),
        ({"protected_name": "Miel d'Euphorbe du Sahara"}, "id_protected_name_error"),
        ({"allergens": "plutonium"}, "_error"),
        ({"ingredients_ar": "س" * 601}, "id_ingredients_ar_error"),
    ],
)
def test_words_that_cannot_be_are_told_beside_their_field(
    world: HubWorld, worker: Client, place: str, changes: dict[str, str], field: str
) -> None:
    response = worker.post(f"{place}words/", {**WORDS, **changes})

    assert response.status_code == 422
    assert f'id="{field}"' in page_of(response)
    assert LabelText.objects.count() == 0


def test_the_pack_station_says_which_mention_is_missing(world: HubWorld, worker: Client, place: str) -> None:
    fulfilment = world.picked[0]

    response = worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": "600"})

    fulfilment.refresh_from_db()
    assert response.status_code == 422
    assert "lacks: ingredients in Arabic, date of durability, storage in Arabic." in page_of(response)
    assert fulfilment.state == "picking"
