"""A cooperative's catalogue as a table: sent, tried, run, mended; and nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models.catalogue_import import CatalogueImport
from catalog.models.product import Product
from catalog.services.catalogue_import_work import catalogue_import_work
from marketplace.kernel.actor import Permission
from tests.factories.catalog import ProductTypeFactory
from tests.factories.ground import NOON
from tests.frontend.views.people import answers, cashier, customer, hub_worker, queries_of, staff

HEAD = "name_fr;family;net_quantity;unit;weight_g;price\n"
ROW = "Miel de thym;honey;500;g;600;45,50\n"


def send(client, text, place="/fr/portal/products/tables/"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(place, {"file": SimpleUploadedFile("produits.csv", content)})


@pytest.fixture
def honey(db):
    return ProductTypeFactory.create(key="honey")


def test_a_table_goes_from_sent_to_done_and_its_errors_can_be_taken_away(president, honey):
    sent = send(president.client, HEAD + ROW + ROW.replace("45,50", "beaucoup"))
    page = sent["Location"]
    assert president.client.get(page).context["is_working"]
    while catalogue_import_work(now=NOON):
        pass

    checked = president.client.get(page)

    assert [row["reasons"] for row in checked.context["rows"]] == [
        [],
        [("price", "Ceci ne peut pas être lu.")],
    ]
    assert Product.objects.filter(names__fr="Miel de thym").count() == 0
    only = president.client.get(f"{page}?show=refused")
    assert [row["number"] for row in only.context["rows"]] == [3]
    errors = president.client.get(f"{page}errors.csv")
    assert "beaucoup" in errors.getvalue().decode()
    assert "errors.csv" in errors["Content-Disposition"]
    assert president.client.post(page, {"act": "run"}).status_code == 302
    while catalogue_import_work(now=NOON):
        pass
    assert Product.objects.filter(names__fr="Miel de thym").count() == 1
    assert president.client.get(page).context["rows"][0]["is_done"]
    for form in ("csv", "xlsx"):
        taken = president.client.get(f"/fr/portal/products/catalogue.{form}")
        assert taken.status_code == 200
        assert taken["Content-Disposition"].endswith(f'catalogue.{form}"')
    assert president.client.get("/fr/portal/products/catalogue.exe").status_code == 404


def test_what_is_no_table_is_told_on_the_page_in_its_language(president, honey):
    answer = send(president.client, "é;è\n".encode("cp1252"))

    assert answer.status_code == 422
    assert "UTF-8" in answer.content.decode()
    assert president.client.post("/fr/portal/products/tables/", {}).status_code == 422
    assert CatalogueImport.objects.count() == 0


def test_a_table_is_given_up_without_a_trace(president, honey):
    page = send(president.client, HEAD + ROW)["Location"]

    assert president.client.post(page, {"act": "discard"}).status_code == 302
    assert president.client.get(page).context["chip"].text == "Abandonné"


def test_strangers_see_and_move_nothing(president, stranger, honey):
    page = send(president.client, HEAD + ROW)["Location"]
    table = CatalogueImport.objects.get()

    for place in (page, f"{page}errors.csv"):
        assert stranger.client.get(place).status_code == 404
        assert stranger.client.post(page, {"act": "discard"}).status_code == 404
    outside = {"customer": customer(), "hub": hub_worker(), "cashier": cashier(), "seller": president.client}
    for place in (
        "operator/catalogue/",
        f"operator/catalogue/{president.organisation.pk}/",
        f"operator/catalogue/{president.organisation.pk}/catalogue.csv",
        f"operator/catalogue/tables/{table.pk}/",
        f"operator/catalogue/tables/{table.pk}/errors.csv",
    ):
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert answers(f"/en/{place}", {"staff": staff(Permission.MANAGE_PRODUCTS)}) == {"staff": 200}, place
    table.refresh_from_db()
    assert table.state == "checking"


def test_the_staff_bring_a_table_for_a_cooperative(president, honey):
    desk = staff(Permission.MANAGE_PRODUCTS)
    sent = send(desk, HEAD + ROW, f"/fr/operator/catalogue/{president.organisation.pk}/")

    assert desk.post(sent["Location"], {"act": "discard"}).status_code == 302
    assert CatalogueImport.objects.get().organisation_id == president.organisation.pk
    assert send(desk, "x", f"/fr/operator/catalogue/{president.organisation.pk}/").status_code == 422
    assert desk.get("/fr/operator/catalogue/999999/").status_code == 404


def test_the_page_of_a_table_asks_the_same_for_one_row_and_for_twenty(president, honey):
    counts = set()
    for number in (1, 20):
        page = send(president.client, HEAD + ROW * number)["Location"]
        while catalogue_import_work(now=NOON):
            pass
        counts.add(queries_of(president.client, page))

    assert len(counts) == 1
