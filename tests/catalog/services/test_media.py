"""Pictures are made safe, kept, and copied small."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from catalog.models.media import Media, Thumbnail
from catalog.selectors.gallery import first_pictures_of, galleries_of
from catalog.selectors.offers import offers
from catalog.services.media_add import MOST_MEDIA, media_add
from catalog.services.thumbnails_make import LEASE, MAX_ATTEMPTS, thumbnails_make
from catalog.services.thumbnails_plan import thumbnails_plan
from catalog.states import ProductState, ThumbnailState
from marketplace.kernel import raster
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.raster import raster_of
from marketplace.outbox.delivery import deliver
from marketplace.outbox.models import Message
from tests.factories.ground import OrganisationFactory, member_actor

GPS = 0x8825


def _picture(size=(300, 200), kind="JPEG", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, (180, 120, 40, 128) if mode == "RGBA" else (180, 120, 40)).save(
        out, kind, **options
    )
    return out.getvalue()


def _with_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (34.0, 20.0, 3.0)
    return _picture(exif=exif)


def test_a_picture_is_kept_upright_and_without_where_it_was_taken():
    content = _with_place()
    assert b"SecretPhone" in content

    kept = raster_of(content)

    assert (kept.width, kept.height) == (200, 300)
    assert b"SecretPhone" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert dict(image.getexif()) == {}
        assert image.info.keys().isdisjoint({"exif", "xmp", "icc_profile", "comment"})
        assert image.format == "JPEG"


def test_a_transparent_picture_stays_transparent():
    kept = raster_of(_picture(kind="PNG", mode="RGBA"))

    with Image.open(io.BytesIO(kept.content)) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")
    assert kept.name.endswith(".png")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_other_rasters_become_jpeg(kind):
    assert raster_of(_picture(kind=kind)).name.endswith(".jpg")


def test_a_large_picture_is_made_smaller():
    kept = raster_of(_picture(size=(3000, 1000)))

    assert (kept.width, kept.height) == (2400, 800)


@pytest.mark.parametrize(
    ("_case", "content"),
    [
        ("empty", b""),
        ("text", b"hello"),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("html", b"<html><script>alert(1)</script>"),
        ("gif", b"GIF89a" + b"\x00" * 100),
        ("cut short", _picture(size=(600, 600))[:700]),
        ("a header alone", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("too narrow", _picture(size=(300, 99))),
    ],
)
def test_what_is_no_usable_picture_is_refused(_case, content):
    with pytest.raises(InvalidInput) as refusal:
        raster_of(content)

    assert refusal.value.field == "image"


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    content = _picture(kind="PNG")
    monkeypatch.setattr(raster, "MOST_PIXELS", 300 * 200 - 1)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("decoded"))

    with translation.override("en"), pytest.raises(InvalidInput, match="million pixels"):
        raster_of(content)


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(raster, "MOST_BYTES", 1024)

    with translation.override("en"), pytest.raises(InvalidInput, match="megabytes"):
        raster_of(b"x" * 1025)


@pytest.mark.django_db
def test_a_picture_is_kept_under_a_name_that_says_nothing(sales, draft, noon):
    media = media_add(
        actor=sales, product_id=draft.pk, content=_with_place(), alts={"fr": "Un pot\u202e"}, now=noon
    )

    media.refresh_from_db()
    assert (media.width, media.height, media.position, media.alts) == (200, 300, 0, {"fr": "Un pot"})
    assert len(str(media.image.name)) == len("products/") + 32 + len(".jpg")
    assert Message.objects.get().body["media_id"] == media.pk


@pytest.mark.django_db
def test_a_refusal_keeps_no_file(seller, sales, draft, noon):
    stranger = member_actor(OrganisationFactory.create())
    with pytest.raises(NotFound):
        media_add(actor=stranger, product_id=draft.pk, content=_picture(), now=noon)
    with pytest.raises(NotAllowed):
        media_add(actor=member_actor(seller, "production"), product_id=draft.pk, content=_picture(), now=noon)
    Media.objects.bulk_create(
        Media(product=draft, image="x.jpg", width=1, height=1, created_at=noon) for _ in range(MOST_MEDIA)
    )
    with pytest.raises(InvalidInput):
        media_add(actor=sales, product_id=draft.pk, content=_picture(), now=noon)
    type(draft).objects.update(state=ProductState.ARCHIVED)
    with pytest.raises(IllegalMove):
        media_add(actor=sales, product_id=draft.pk, content=_picture(), now=noon)

    assert not default_storage.exists("products") or default_storage.listdir("products") == ([], [])
    assert Media.objects.count() == MOST_MEDIA
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_small_copies_are_planned_once_and_made(sales, draft, channel, noon, django_assert_num_queries):
    media = media_add(actor=sales, product_id=draft.pk, content=_picture(size=(600, 300)), now=noon)
    assert deliver(now=noon) == 1
    assert thumbnails_plan(media_id=media.pk, now=noon) == 8

    assert thumbnails_make(now=noon, limit=100) == 8
    assert thumbnails_make(now=noon) == 0

    with django_assert_num_queries(1):
        picture = first_pictures_of([draft.pk])[draft.pk]
    found = [(each.size, each.format, each.width, each.height) for each in picture.sources]
    assert found == [
        (size, kind, min(size, 600), min(size, 600) // 2)
        for size in (128, 256, 512, 1024)
        for kind in ("avif", "webp")
    ]
    for source in Thumbnail.objects.all():
        with default_storage.open(str(source.file.name)) as file, Image.open(file) as image:
            assert (image.format, image.size) == (source.format.upper(), (source.width, source.height))
    assert picture.url_for(200) == picture.sources[3].url
    assert picture.url_for(2000) == picture.url
    assert picture.srcset("avif").count(" 128w") == 1
    variant = draft.variants.get()
    assert offers([variant.pk], channel, noon)[variant.pk].thumbnail_url == picture.url_for(256)


@pytest.mark.django_db
def test_a_small_picture_is_not_blown_up(draft, noon):
    media = Media.objects.create(product=draft, image="x.jpg", width=200, height=150, created_at=noon)

    assert thumbnails_plan(media_id=media.pk, now=noon) == 4
    assert sorted(set(media.thumbnails.values_list("size", flat=True))) == [128, 256]
    assert thumbnails_plan(media_id=10**12, now=noon) == 0


@pytest.mark.django_db
def test_a_copy_that_cannot_be_made_is_given_up_after_five_attempts(draft, noon):
    default_storage.save("products/broken.jpg", ContentFile(b"not a picture"))
    media = Media.objects.create(
        product=draft, image="products/broken.jpg", width=300, height=150, created_at=noon
    )
    thumbnails_plan(media_id=media.pk, now=noon)

    for attempt in range(MAX_ATTEMPTS + 2):
        thumbnails_make(now=noon + attempt * LEASE, limit=100)

    assert set(Thumbnail.objects.values_list("state", "attempts")) == {(ThumbnailState.FAILED, MAX_ATTEMPTS)}
    assert "UnidentifiedImageError" in Thumbnail.objects.values_list("last_error", flat=True)[0]


@pytest.mark.django_db
def test_a_copy_that_kills_its_worker_is_given_up(draft, noon):
    media = Media.objects.create(product=draft, image="x.jpg", width=300, height=150, created_at=noon)
    thumbnails_plan(media_id=media.pk, now=noon)
    Thumbnail.objects.update(attempts=MAX_ATTEMPTS, due_at=noon)

    assert thumbnails_make(now=noon + timedelta(seconds=1)) == 0
    assert set(Thumbnail.objects.values_list("state", flat=True)) == {ThumbnailState.FAILED}


@pytest.mark.django_db
def test_pictures_come_in_their_order(draft, noon, django_assert_num_queries):
    rows = [
        Media.objects.create(
            product=draft, image=f"{n}.jpg", width=9, height=9, position=2 - n, created_at=noon
        )
        for n in range(3)
    ]

    with django_assert_num_queries(1):
        pictures = galleries_of([draft.pk])[draft.pk]

    assert [picture.media_id for picture in pictures] == [row.pk for row in rows[::-1]]
    assert pictures[0].srcset("webp") == ""
    assert galleries_of([]) == {}
