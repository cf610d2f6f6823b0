import io
from decimal import Decimal

import pytest
from PIL import Image

from catalog.models.media import Media
from catalog.models.offer import Price
from catalog.models.product import Product, Variant
from catalog.states import ProductState
from marketplace.cooperatives.states import Role
from tests.factories.catalog import CategoryFactory, ProductTypeFactory
from tests.frontend.views.portal.conftest import member_of

NEW = "/fr/portal/products/new/honey/"


def photo():
    file = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 150, 40)).save(file, "JPEG")
    file.seek(0)
    file.name = "IMG_0001.jpg"
    return file


@pytest.fixture
def honey(db):
    CategoryFactory.create(slug="anything")
    root = CategoryFactory.create(slug="food")
    CategoryFactory.create(slug="honey", parent=root, pictogram="honey-jar")
    return ProductTypeFactory.create(
        key="honey", pictogram="honey-jar", names={"fr": "Miel", "ar": "عسل"}, facts={"units": ["kg", "g"]}
    )


def values(**changes):
    return {"quantity": "500", "unit": "g", "price": "90,00"} | changes


def test_a_product_is_written_with_a_photo_a_quantity_and_a_price(shop, honey, president):
    answer = president.client.post(NEW, values(picture=photo()))

    product = Product.objects.get(product_type=honey)
    variant = product.variants.get()
    assert answer.url == f"/fr/portal/products/{product.pk}/"
    assert product.organisation == president.organisation
    assert (product.names, product.state, product.category.slug) == (
        {"fr": "Miel", "ar": "عسل"}, ProductState.DRAFT, "honey",
    )  # fmt: skip
    assert (variant.net_quantity, variant.unit, variant.weight_g) == (Decimal("500.000"), "g", 575)
    assert Price.objects.get(variant=variant).amount_minor == 9_000
    assert str(Media.objects.get(product=product).image.name).startswith("products/")


def test_the_page_shows_what_is_received_and_sends_it_for_review(shop, honey, president):
    president.client.post(NEW, values(name="Miel de thym"))
    product = Product.objects.get(product_type=honey)

    page = president.client.get(f"/fr/portal/products/{product.pk}/")
    president.client.post(f"/fr/portal/products/{product.pk}/submit/")

    sums = page.context["variants"][0]["sums"]
    assert (sums["price"].minor, sums["minus"].minor, sums["net"].minor) == (9_000, -900, 8_100)
    product.refresh_from_db()
    assert (product.names, product.state) == ({"fr": "Miel de thym"}, ProductState.PROPOSED)


def test_a_draft_can_be_put_away(shop, honey, president):
    president.client.post(NEW, values())
    product = Product.objects.get(product_type=honey)

    president.client.post(f"/fr/portal/products/{product.pk}/archive/")

    product.refresh_from_db()
    assert product.state == ProductState.ARCHIVED


@pytest.mark.parametrize(
    ("_case", "changes", "field"),
    [
        ("no quantity", {"quantity": ""}, "quantity"),
        ("nothing in it", {"quantity": "0"}, "quantity"),
        ("less than nothing", {"quantity": "-1"}, "quantity"),
        ("words", {"quantity": "beaucoup"}, "quantity"),
        ("too much", {"quantity": "1000000000"}, "quantity"),
        ("no price", {"price": ""}, "price"),
        ("a negative price", {"price": "-5"}, "price"),
        ("a price of three decimals", {"price": "5,123"}, "price"),
        ("a unit of another family", {"unit": "l"}, "unit"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_written(
    shop, honey, president, _case, changes, field
):
    before = Product.objects.count()

    answer = president.client.post(NEW, values(**changes))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Product.objects.count() == before


@pytest.mark.parametrize("price", ["0", "99999999"])
def test_a_price_that_the_catalogue_refuses_writes_nothing(shop, honey, president, price):
    before = (Product.objects.count(), Variant.objects.count())

    answer = president.client.post(NEW, values(price=price))

    assert answer.status_code == 422
    assert (Product.objects.count(), Variant.objects.count()) == before


def test_a_file_that_is_no_picture_writes_nothing(shop, honey, president):
    before = Product.objects.count()
    fake = io.BytesIO(b"<svg onload=alert(1)>" * 50)
    fake.name = "x.jpg"

    answer = president.client.post(NEW, values(picture=fake))

    assert (answer.status_code, Product.objects.count()) == (422, before)


def test_a_piece_must_be_weighed(shop, president):
    CategoryFactory.create()
    ProductTypeFactory.create(key="crafts", facts={"units": ["pièce"]})
    form = {"quantity": "1", "unit": "piece", "price": "900"}

    unweighed = president.client.post("/fr/portal/products/new/crafts/", form)
    president.client.post("/fr/portal/products/new/crafts/", form | {"weight": "4000"})

    assert list(unweighed.context["form"].errors) == ["weight"]
    assert Variant.objects.get(unit="piece").weight_g == 4000


@pytest.mark.parametrize("role", [Role.TREASURER, Role.PRODUCTION])
def test_roles_that_do_not_sell_write_nothing(shop, honey, role):
    member = member_of(shop.sellers[0], role)
    before = Product.objects.count()

    assert member.client.get(NEW).status_code == 403
    assert member.client.post(NEW, values()).status_code == 403
    assert Product.objects.count() == before


def test_a_price_is_changed_and_put_back(shop, president):
    variant = shop.variants[0]
    page, url = (
        f"/fr/portal/products/{variant.product_id}/",
        f"/fr/portal/products/{variant.product_id}/price/",
    )

    president.client.post(url, {"variant": variant.pk, "amount": "120,50"})
    changed = Price.objects.get(variant=variant).amount_minor
    offered = president.client.get(page).context["variants"][0]["undo"]
    president.client.post(url, {"variant": variant.pk, "amount": offered, "undo": "1"})

    assert (changed, offered) == (12_050, "100.00".replace(".", ","))
    assert Price.objects.get(variant=variant).amount_minor == 10_000
    assert president.client.get(page).context["variants"][0]["undo"] is None


def test_a_product_is_taken_off_the_shelf_and_put_back(shop, president):
    product = shop.variants[0].product
    states, shared = [], []

    for act in ("pause", "publish"):
        president.client.post(f"/fr/portal/products/{product.pk}/{act}/")
        product.refresh_from_db()
        states.append(product.state)
        page = president.client.get(f"/fr/portal/products/{product.pk}/").content.decode()
        shared.append("https://wa.me/?text=" in page and f"%2Ffr%2Fproduct%2F{product.slug}%2F" in page)

    assert states == [ProductState.PAUSED, ProductState.PUBLISHED]
    # Only what is on the shelf is shown to others.
    assert shared == [False, True]
