"""Pictures that are described, ordered, given to variants and taken away: test that ..."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.models.media import Media, Thumbnail, VariantMedia
from catalog.selectors.gallery import pictures_of_variants
from catalog.services.media_add import media_add
from catalog.services.media_delete import media_delete
from catalog.services.media_describe import media_describe
from catalog.services.media_reorder import media_reorder
from catalog.services.variant_media_assign import (
    AssignedAlready,
    OfAnotherProduct,
    variant_media_assign,
    variant_media_unassign,
)
from catalog.states import ProductState
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(draft, sales):
    """Three pictures of the draft."""
    return [
        media_add(actor=sales, product_id=draft.pk, content=picture(), alts={"fr": "Un"}, now=NOON)
        for _ in range(3)
    ]


def places(draft):
    return list(Media.objects.filter(product=draft).order_by("position").values_list("pk", flat=True))


def test_what_a_picture_shows_is_written_language_by_language(pictures, sales):
    first = pictures[0]
    done = media_describe(actor=sales, media_id=first.pk, alts={"ar": "واحد"}, now=NOON)
    assert done.alts == {"fr": "Un", "ar": "واحد"}
    assert media_describe(actor=sales, media_id=first.pk, alts={"fr": ""}, now=NOON).alts == {"ar": "واحد"}
    with pytest.raises(InvalidInput):
        media_describe(actor=sales, media_id=first.pk, alts={"fr": "x" * 251}, now=NOON)


def test_pictures_are_put_into_another_order_all_of_them(draft, pictures, sales):
    one, two, three = (each.pk for each in pictures)
    media_reorder(actor=sales, product_id=draft.pk, media_ids=[three, one, two], now=NOON)
    assert places(draft) == [three, one, two]
    for wrong in ([one, two], [one, one, two]):
        with pytest.raises(InvalidInput):
            media_reorder(actor=sales, product_id=draft.pk, media_ids=wrong, now=NOON)
    with pytest.raises(NotFound):
        media_reorder(actor=sales, product_id=draft.pk, media_ids=[one, two, 10**9], now=NOON)
    assert places(draft) == [three, one, two]


def test_a_picture_goes_with_its_copies_once_the_change_is_safe(
    draft, pictures, sales, django_capture_on_commit_callbacks
):
    first, second, _third = pictures
    copy = default_storage.save("thumbnails/x.webp", default_storage.open(str(first.image)))
    Thumbnail.objects.create(
        media=first, size=256, format="webp", file=copy, width=1, height=1, state="done", due_at=NOON
    )
    with django_capture_on_commit_callbacks(execute=True):
        gone = media_delete(actor=sales, media_ids=[first.pk, second.pk], now=NOON)
        assert default_storage.exists(str(first.image))
    assert [each.pk for each in gone] == [first.pk, second.pk]
    assert places(draft) == [pictures[2].pk]
    assert not any(default_storage.exists(name) for name in (str(first.image), str(second.image), copy))


def test_nothing_is_deleted_when_one_is_not_there(draft, pictures, sales):
    with pytest.raises(NotFound), transaction.atomic():
        media_delete(actor=sales, media_ids=[pictures[0].pk, 10**9], now=NOON)
    assert len(places(draft)) == 3


def test_pictures_show_variants_of_their_product(draft, pictures, sales, django_assert_num_queries):
    variant = draft.variants.get()
    for each in (pictures[2], pictures[0]):
        variant_media_assign(actor=sales, variant_id=variant.pk, media_id=each.pk)
    with django_assert_num_queries(2):
        shown = pictures_of_variants([variant.pk, 10**9])
    assert [each.media_id for each in shown[variant.pk]] == [pictures[0].pk, pictures[2].pk]
    assert shown[10**9] == []
    with pytest.raises(AssignedAlready):
        variant_media_assign(actor=sales, variant_id=variant.pk, media_id=pictures[0].pk)
    variant_media_unassign(actor=sales, variant_id=variant.pk, media_id=pictures[0].pk)
    with pytest.raises(NotFound):
        variant_media_unassign(actor=sales, variant_id=variant.pk, media_id=pictures[0].pk)
    other = VariantFactory.create(product=ProductFactory.create(organisation=draft.organisation))
    with pytest.raises(OfAnotherProduct):
        variant_media_assign(actor=sales, variant_id=other.pk, media_id=pictures[0].pk)
    with pytest.raises(NotFound):
        variant_media_assign(actor=sales, variant_id=variant.pk, media_id=10**9)
    assert VariantMedia.objects.count() == 1


def test_pictures_are_their_sellers(draft, pictures, seller):
    stranger = member_actor(OrganisationFactory.create(active=True), "sales")
    producer = member_actor(seller, "production")
    variant = draft.variants.get()
    for actor, refusal in ((stranger, NotFound), (producer, NotAllowed)):
        with pytest.raises(refusal):
            media_describe(actor=actor, media_id=pictures[0].pk, alts={"fr": "x"}, now=NOON)
        with pytest.raises(refusal):
            media_delete(actor=actor, media_ids=[pictures[0].pk], now=NOON)
        with pytest.raises(refusal):
            media_reorder(actor=actor, product_id=draft.pk, media_ids=[], now=NOON)
        with pytest.raises(refusal):
            variant_media_assign(actor=actor, variant_id=variant.pk, media_id=pictures[0].pk)
    assert len(places(draft)) == 3


def test_an_archived_product_keeps_its_pictures_as_they_are(draft, pictures, sales):
    variant = draft.variants.get()
    draft.state = ProductState.ARCHIVED
    draft.save(update_fields=["state"])
    with pytest.raises(IllegalMove):
        media_delete(actor=sales, media_ids=[pictures[0].pk], now=NOON)
    with pytest.raises(IllegalMove):
        variant_media_assign(actor=sales, variant_id=variant.pk, media_id=pictures[0].pk)
