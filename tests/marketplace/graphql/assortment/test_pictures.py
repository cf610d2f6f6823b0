"""Pictures and files through the API: test that ..."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models.media import Media
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, ChannelFactory
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

STAFF = Actor(user_id=1, permissions=frozenset({Permission.MANAGE_PRODUCTS}))


def pictured(count: int = 2) -> list[str]:
    """IDs of the pictures of a product that is for sale."""
    ChannelFactory.create()
    product = ProductFactory.create(listed=True)
    rows = [
        Media.objects.create(
            product=product, image=f"{place}.png", width=1, height=1, position=place, created_at=NOON
        )
        for place in range(count)
    ]
    return [global_id("ProductMedia", row.pk) for row in rows]


def done(document: str, **given: Any) -> Any:
    (told,) = data_of(document, given, actor=STAFF).values()
    return told


def test_a_picture_is_described_ordered_and_taken_away() -> None:
    one, two = pictured()
    product = global_id("Product", Media.objects.first().product_id)  # type: ignore[union-attr]
    described = done(
        """mutation ($id: ID!) { productMediaUpdate(id: $id, input: { alt: "Pot" }) {
          media { alt sortOrder oembedData } product { id } errors { code } } }""",
        id=two,
    )
    assert described == {
        "media": {"alt": "Pot", "sortOrder": 1, "oembedData": "{}"},
        "product": {"id": product},
        "errors": [],
    }
    ordered = done(
        """mutation ($product: ID!, $ids: [ID!]!) { productMediaReorder(productId: $product, mediaIds: $ids) {
          media { id sortOrder } product { media { id } } errors { field code } } }""",
        product=product,
        ids=[two, one],
    )
    assert ordered["media"] == [{"id": two, "sortOrder": 0}, {"id": one, "sortOrder": 1}]
    assert ordered["product"]["media"] == [{"id": two}, {"id": one}]
    gone = done(
        """mutation ($id: ID!) { productMediaDelete(id: $id) {
          media { id } product { media { id } } errors { code } } }""",
        id=one,
    )
    assert gone == {"media": {"id": one}, "product": {"media": [{"id": two}]}, "errors": []}
    many = "mutation ($ids: [ID!]!) { productMediaBulkDelete(ids: $ids) { count errors { field code } } }"
    assert done(many, ids=[one, two]) == {"count": 0, "errors": [{"field": "id", "code": "NOT_FOUND"}]}
    assert done(many, ids=[two]) == {"count": 1, "errors": []}


def test_a_picture_shows_a_variant() -> None:
    one, two = pictured()
    variant = global_id("ProductVariant", Media.objects.first().product.variants.get().pk)  # type: ignore[union-attr]
    assign = """mutation ($media: ID!, $variant: ID!) { variantMediaAssign(mediaId: $media, variantId: $variant) {
      media { id } productVariant { media { id } } errors { field code } } }"""
    given = {"media": two, "variant": variant}
    assert done(assign, **given) == {
        "media": {"id": two},
        "productVariant": {"media": [{"id": two}]},
        "errors": [],
    }
    assert done(assign, **given)["errors"] == [{"field": "mediaId", "code": "MEDIA_ALREADY_ASSIGNED"}]
    unassign = assign.replace("variantMediaAssign", "variantMediaUnassign")
    assert done(unassign, **given)["productVariant"] == {"media": []}
    assert done(unassign, media=one, variant=variant)["errors"] == [{"field": "mediaId", "code": "NOT_FOUND"}]


def test_a_file_is_kept_under_an_address_that_clients_can_follow() -> None:
    upload = """mutation ($file: Upload!) { fileUpload(file: $file) {
      uploadedFile { url contentType } errors { field code } uploadErrors { code } } }"""
    told = done(upload, file=SimpleUploadedFile("secret.txt", b"Bonjour", content_type="text/plain"))
    assert told["errors"] == []
    assert told["uploadedFile"]["contentType"] == "text/plain"
    assert told["uploadedFile"]["url"].startswith("http")
    refused = done(upload, file=SimpleUploadedFile("x.svg", b"<svg/>", content_type="image/svg+xml"))
    assert refused == {
        "uploadedFile": None,
        "errors": [{"field": "file", "code": "UNSUPPORTED_MIME_TYPE"}],
        "uploadErrors": [{"code": "UNSUPPORTED_MIME_TYPE"}],
    }
