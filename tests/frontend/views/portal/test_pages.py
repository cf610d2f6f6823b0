import pytest
from django.test import Client

from frontend.pictograms import PICTOGRAMS
from marketplace.cooperatives.states import Role
from orders.models.order import SubOrder
from tests.factories.catalog import CategoryFactory, ProductTypeFactory
from tests.factories.ground import NOON, UserFactory
from tests.factories.payouts import sold
from tests.frontend.test_pages import Outline
from tests.frontend.views.portal.conftest import member_of

PAGES = [
    "",
    "more/",
    "orders/",
    "orders/?show=way",
    "orders/?show=done",
    "orders/?show=back",
    "products/",
    "products/new/",
    "products/new/honey/",
    "stock/",
    "earnings/",
    "earnings/maturing/",
    "earnings/available/",
    "papers/",
    "messages/",
]


@pytest.fixture
def filled(shop, president):
    ProductTypeFactory.create(key="honey", pictogram="honey-jar")
    CategoryFactory.create()
    shop.order({0: 2, 1: 1})
    sold(president.organisation.pk, 10_000, at=NOON)
    sold(president.organisation.pk, 10_000, at=NOON, matured=False)
    return president


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_pages_open_in_each_language_and_are_well_formed(filled, language):
    for page in PAGES:
        answer = filled.client.get(f"/{language}/portal/{page}")

        assert answer.status_code == 200, page
        outline = Outline(answer.content.decode())
        assert (page, outline.faults) == (page, [])
        assert len(outline.ids) == len(set(outline.ids)), page
        assert outline.headings[0] == 1, page


def test_visitors_are_sent_to_sign_in(filled):
    answers = [Client().get(f"/fr/portal/{page}") for page in PAGES]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"].split("?")[0] for answer in answers} == {"/fr/account/sign-in/"}


def test_customers_and_people_of_the_hub_alone_are_refused(filled, shop):
    customer = Client()
    customer.force_login(UserFactory.create())
    worker = member_of(shop.hub, Role.HUB).client

    assert {customer.get(f"/fr/portal/{page}").status_code for page in PAGES} == {403}
    assert {worker.get(f"/fr/portal/{page}").status_code for page in PAGES} == {403}


def test_today_counts_what_is_to_be_prepared_and_says_when_money_comes(filled):
    answer = filled.client.get("/fr/portal/")

    assert answer.context["to_prepare"] == 1
    assert answer.context["packed"] == 0
    assert answer.context["earnings"].expected.minor == 9_000


def test_an_order_shows_own_lines_and_of_the_customer_first_name_and_town_alone(filled, shop):
    own = SubOrder.objects.get(organisation=filled.organisation)

    page = filled.client.get(f"/fr/portal/orders/{own.pk}/").content.decode()

    assert "Amina" in page
    assert "Marrakech" in page
    for private in (
        "Client",
        "612345678",
        "12345678",
        "Oliviers",
        "Gueliz",
        "pharmacie",
        "amina@example.com",
    ):
        assert private not in page
    assert shop.variants[0].product.name("fr") in page
    assert shop.variants[1].product.name("fr") not in page
    assert shop.sellers[1].name("fr") not in page
    # 200,00 less ten per cent less 5,00 for packing
    assert "175<span" in page.replace("\u202f", "")


def test_lists_of_orders_say_nothing_of_the_customer(filled):
    page = filled.client.get("/fr/portal/orders/").content.decode()

    assert "Amina" not in page
    assert "612345678" not in page


def test_pictures_may_stand_without_words(filled):
    filled.client.post("/fr/portal/words/", {"words": "off"})
    off = filled.client.get("/fr/portal/").content
    filled.client.post("/fr/portal/words/", {"words": "on"})
    on = filled.client.get("/fr/portal/").content

    assert b'data-text="off"' in off
    assert b'data-text="off"' not in on


def test_a_person_of_two_cooperatives_works_for_one_at_a_time(filled, shop):
    second, third = member_of(shop.sellers[1]), shop.sellers[2]
    third.memberships.create(user=second.user, role=Role.SALES, since_date=NOON.date())

    first_page = second.client.get("/fr/portal/")
    second.client.post("/fr/portal/switch/", {"organisation": third.pk})
    after = second.client.get("/fr/portal/")
    refused = second.client.post("/fr/portal/switch/", {"organisation": shop.sellers[0].pk})

    assert first_page.context["cooperative_id"] == shop.sellers[1].pk
    assert after.context["cooperative_id"] == third.pk
    assert refused.status_code == 404
    assert second.client.get("/fr/portal/").context["cooperative_id"] == third.pk


def test_every_action_of_the_first_page_has_an_icon_and_a_word(filled):
    page = filled.client.get("/ar/portal/").content.decode()

    actions = page.split('<a class="action')[1:]
    assert len(actions) >= 4
    for action in actions:
        inside = action.split("</a>")[0]
        assert "<svg" in inside
        assert '<span class="with-picture">' in inside


def test_each_family_is_shown_by_its_own_pictogram(president):
    for position, key in enumerate(PICTOGRAMS):
        ProductTypeFactory.create(key=key, position=position)

    page = president.client.get("/fr/portal/products/new/").content.decode()

    assert len(PICTOGRAMS) == 15
    for key, drawing in PICTOGRAMS.items():
        assert f"tile--{key}" in page
        assert drawing in page
