"""productMediaCreate: test that ..."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models.media import Media
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import ProductFactory
from tests.factories.ground import member_actor, staff_actor
from tests.factories.logistics import picture
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

CREATE = """
mutation ($input: ProductMediaCreateInput!) { productMediaCreate(input: $input) {
  product { id media { id } } media { id alt type } errors { field code } } }
"""


def added(actor: Actor, product_id: int, **changes: Any) -> Any:
    file = SimpleUploadedFile("tapis.jpg", picture())
    given = {"product": global_id("Product", product_id), "alt": "Un tapis", "image": file, **changes}
    return data_of(CREATE, {"input": given}, actor=actor)["productMediaCreate"]


def test_a_picture_is_kept_with_what_it_shows() -> None:
    product = ProductFactory.create()

    told = added(member_actor(product.organisation), product.pk)

    media = Media.objects.get()
    one = {"id": global_id("ProductMedia", media.pk)}
    assert told == {
        "product": {"id": global_id("Product", product.pk), "media": [one]},
        "media": {**one, "alt": "Un tapis", "type": "IMAGE"},
        "errors": [],
    }
    assert (media.product, media.alts, media.width) == (product, {"fr": "Un tapis"}, 320)


@pytest.mark.parametrize(
    ("_case", "changes", "error"),
    [
        ("no file", {"image": None}, ("image", "REQUIRED")),
        ("no picture", {"image": SimpleUploadedFile("x.jpg", b"GIF89a<script>")}, ("image", "INVALID")),
        ("no product", {"product": global_id("Product", 0)}, ("product", "NOT_FOUND")),
    ],
)
def test_what_cannot_be_kept_is_refused(_case: str, changes: dict[str, Any], error: tuple[str, str]) -> None:
    product = ProductFactory.create()

    told = added(staff_actor(Permission.MANAGE_PRODUCTS), product.pk, **changes)

    assert [(each["field"], each["code"]) for each in told["errors"]] == [error]
    assert not Media.objects.exists()
