"""A cooperative asks for a change of an approved product; the staff read the difference and decide."""

import pytest

from catalog.models.change_request import ChangeRequest
from catalog.states import ProductState
from marketplace.kernel.actor import Permission
from tests.frontend.views.people import answers, cashier, customer, hub_worker, queries_of, staff


@pytest.fixture
def product(shop):
    return shop.variants[0].product


def wanted(client, product, **changes):
    """Send the form as it stands, with changes."""
    form = client.get(f"/fr/portal/products/{product.pk}/change/").context["form"]
    sent = {bound.name: bound.initial for bound in form if bound.initial not in (None, [], "")}
    prices = {name: "100" for name in sent if name.startswith("price_")}
    return client.post(f"/fr/portal/products/{product.pk}/change/", {**sent, **prices, **changes})


def test_a_change_is_asked_for_read_and_agreed_to(president, product):
    desk = staff(Permission.MANAGE_PRODUCTS)
    assert wanted(president.client, product, names_fr="Miel d’oranger", allergens=["nuts"]).status_code == 302
    request = ChangeRequest.objects.get()
    page = president.client.get(f"/fr/portal/products/{product.pk}/change/")
    assert page.context["can_withdraw"]
    assert "Miel d’oranger" in page.content.decode()

    read = desk.get(f"/fr/operator/changes/{request.pk}/").content.decode()

    assert "<ins>Miel d’oranger</ins>" in read
    assert "<ins>Fruits à coque</ins>" in read
    assert desk.get("/fr/operator/changes/").context["rows"][0][0].pk == request.pk
    assert (
        desk.post(f"/fr/operator/changes/{request.pk}/", {"act": "refuse", "reason": ""}).status_code == 422
    )
    assert desk.post(f"/fr/operator/changes/{request.pk}/", {"act": "approve"})["Location"].endswith(
        "/changes/"
    )
    product.refresh_from_db()
    assert product.names["fr"] == "Miel d’oranger"
    # Decided twice: told, and nothing moves
    assert desk.post(f"/fr/operator/changes/{request.pk}/", {"act": "approve"}).status_code == 302
    assert queries_of(desk, "/en/operator/changes/") == 4


def test_a_large_change_of_a_price_waits_for_the_staff(president, product):
    variant = product.variants.get()
    sent = president.client.post(
        f"/fr/portal/products/{product.pk}/price/", {"variant": variant.pk, "amount": "500"}
    )

    request = ChangeRequest.objects.get()
    assert sent["Location"].endswith(f"/portal/products/{product.pk}/change/")
    assert request.after == {f"price:{variant.pk}": 50_000}
    assert variant.prices.get().amount_minor == 10_000
    president.client.post(f"/fr/portal/products/{product.pk}/change/{request.pk}/withdraw/")
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_a_draft_is_changed_directly_and_nothing_is_refused_silently(president, product):
    type(product).objects.filter(pk=product.pk).update(state=ProductState.DRAFT)

    assert wanted(president.client, product, names_fr="Autre").status_code == 302
    assert wanted(president.client, product, names_fr="", names_ar="").status_code == 422

    product.refresh_from_db()
    assert product.names["fr"] == "Autre"
    assert ChangeRequest.objects.count() == 0


def test_strangers_ask_see_and_decide_nothing(president, stranger, product):
    wanted(president.client, product, names_fr="Autre")
    request = ChangeRequest.objects.get()
    path = f"/fr/portal/products/{product.pk}/change/"
    assert stranger.client.get(path).status_code == 404
    assert stranger.client.post(f"{path}{request.pk}/withdraw/").status_code == 404
    outside = {"customer": customer(), "hub": hub_worker(), "cashier": cashier(), "seller": president.client}
    for place in ("operator/changes/", f"operator/changes/{request.pk}/"):
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
    assert president.client.post(f"/en/operator/changes/{request.pk}/", {"act": "approve"}).status_code == 403
    assert ChangeRequest.objects.get().state == "waiting"
