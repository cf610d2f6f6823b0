"""Small pictures by the ID of what they show."""

import pytest
from django.test import Client

from catalog.models.media import Media, Thumbnail
from tests.factories.catalog import CategoryFactory, CollectionFactory, ProductFactory
from tests.factories.ground import NOON
from tests.marketplace.graphql.api import global_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Media:
    media: Media = Media.objects.create(
        product=ProductFactory.create(), image="products/a.jpg", width=1200, height=900, created_at=NOON
    )
    for size in (128, 256, 512):
        for kind in ("avif", "webp"):
            Thumbnail.objects.create(
                media=media, size=size, format=kind, file=f"t/{size}.{kind}", state="done", due_at=NOON
            )
    return media


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("128/", "t/128.webp"),
        ("130/webp/", "t/128.webp"),
        ("200/avif/", "t/256.avif"),
        ("1/", "t/128.webp"),
        ("500/WEBP/", "t/512.webp"),
        ("9999/", "products/a.jpg"),
    ],
)
def test_the_nearest_size_is_served(asked: str, served: str, picture: Media, client: Client) -> None:
    response = client.get(f"/thumbnail/{global_id('ProductMedia', picture.pk)}/{asked}")

    assert response.status_code == 302
    assert response["Location"].endswith(served)


def test_the_backgrounds_of_categories_and_collections_are_served_whole(client: Client) -> None:
    shelf = CategoryFactory.create(background="backgrounds/a.jpg")
    collection = CollectionFactory.create(background="backgrounds/b.jpg")

    for name, row, file in (("Category", shelf, "a.jpg"), ("Collection", collection, "b.jpg")):
        response = client.get(f"/thumbnail/{global_id(name, row.pk)}/256/")
        assert (response.status_code, response["Location"].endswith(file)) == (302, True)


@pytest.mark.parametrize(
    "address",
    [
        f"/thumbnail/{global_id('ProductMedia', 999999)}/256/",
        f"/thumbnail/{global_id('ProductMedia', 'x')}/256/",
        f"/thumbnail/{global_id('Order', 1)}/256/",
        "/thumbnail/zzz/256/",
    ],
)
def test_what_has_no_picture_is_not_found(address: str, client: Client) -> None:
    response = client.get(address)

    assert (response.status_code, response.content) == (404, b"Instance with the given id cannot be found.")


def test_a_format_that_nobody_makes_is_not_found(picture: Media, client: Client) -> None:
    response = client.get(f"/thumbnail/{global_id('ProductMedia', picture.pk)}/256/bmp/")

    assert response.status_code == 404
