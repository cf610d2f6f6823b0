"""Posters and price tags, as a telephone's camera and a reader find them."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from catalog.services.share_kit import poster_pdf, price_tags_pdf
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.marketplace.documents.reading import codes_in, image_of, page_sizes, text_of, words_of

pytestmark = pytest.mark.django_db
URL = "http://testserver"


@pytest.fixture
def own(settings):
    settings.PUBLIC_URL = URL
    return OrganisationFactory.create(
        active=True, names={"fr": "Coopérative Argoub", "ar": "تعاونية العركوب"}
    )


def test_a_poster_shows_the_picture_both_names_and_a_code_that_leads_to_the_shop(own):
    red = io.BytesIO()
    Image.new("RGBA", (300, 200), (255, 0, 0, 255)).save(red, "PNG")
    own.picture.save("own.png", ContentFile(red.getvalue()))
    known = {"actor": member_actor(own), "organisation_id": own.pk, "language": "ar"}

    small, large = (poster_pdf(**known, paper=paper) for paper in ("a4", "a3"))
    own.picture.storage.delete(own.picture.name)
    bare = poster_pdf(**known, paper="a4")

    arabic, latin = words_of(text_of(small))
    assert codes_in(small) == codes_in(large) == {("QRCode", f"{URL}/ar/cooperatives/{own.slug}/")}
    assert (page_sizes(small), page_sizes(large)) == ([(210, 297)], [(297, 420)])
    assert {"تعاونية", "العركوب"} <= set(arabic)
    assert "Argoub" in latin
    page = image_of(small, scale=1)
    red_part, green_part, _blue = page.crop((100, 100, 400, 200)).resize((1, 1)).convert("RGB").split()
    assert (red_part.histogram()[240:] != [0] * 16, green_part.histogram()[:20] != [0] * 20) == (True, True)
    assert codes_in(bare) == codes_in(small)


def test_a_tag_says_price_unit_price_and_where_to_buy(own, channel):
    jar = ProductFactory.create(organisation=own, listed=True, listed__price_minor=6_000)
    rug = ProductFactory.create(organisation=own, listed=True, listed__price_minor=90_000)
    bare = ProductFactory.create(organisation=own)
    known: dict[str, Any] = {
        "actor": member_actor(own),
        "organisation_id": own.pk,
        "channel": channel,
        "language": "fr",
        "now": NOON,
    }

    sheet = price_tags_pdf(**known, product_ids=[jar.pk, rug.pk, jar.pk, bare.pk])
    refused: list[tuple[type[Exception], dict[str, Any]]] = [
        (InvalidInput, {"product_ids": []}),
        (InvalidInput, {"product_ids": range(60)}),
        (InvalidInput, {"product_ids": [bare.pk]}),
        (NotFound, {"product_ids": [jar.pk, ProductFactory.create().pk]}),
        (NotAllowed, {"product_ids": [jar.pk], "actor": member_actor(OrganisationFactory.create())}),
        (
            NotFound,
            {"product_ids": [jar.pk], "organisation_id": 0, "actor": staff_actor(Permission.MANAGE_PRODUCTS)},
        ),
    ]

    text = text_of(sheet).replace("\u202f", " ").replace("\xa0", " ")
    assert codes_in(sheet) == {("QRCode", f"{URL}/fr/product/{each.slug}/") for each in (jar, rug)}
    assert "60,00" in text
    assert "120,00" in text
    for error, asked in refused:
        with pytest.raises(error):
            price_tags_pdf(**{**known, **asked})
    with pytest.raises(InvalidInput):
        poster_pdf(actor=known["actor"], organisation_id=own.pk, language="fr", paper="a0")
