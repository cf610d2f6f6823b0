"""The road from draft to shelf: submit, approve, request changes, publish, unlist, pause, reopen, archive."""

import pytest

from catalog.models.offer import Listing, Price
from catalog.services.product_approve import product_approve
from catalog.services.product_archive import product_archive
from catalog.services.product_pause import product_pause
from catalog.services.product_publish import product_publish, product_unlist
from catalog.services.product_reopen import product_reopen
from catalog.services.product_request_changes import product_request_changes
from catalog.services.product_submit import product_submit
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductFactory
from tests.factories.ground import ChannelFactory

pytestmark = pytest.mark.django_db


def _topics():
    return list(Message.objects.order_by("pk").values_list("topic", flat=True))


def _body():
    return Message.objects.latest("pk").body


def test_a_draft_comes_to_the_shelves_by_two_people(sales, reviewer, draft, channel, noon):
    product_submit(actor=sales, product_id=draft.pk, now=noon)
    product_approve(actor=reviewer, product_id=draft.pk, now=noon)
    product_publish(actor=sales, product_id=draft.pk, channel_ids=[channel.pk], now=noon)

    draft.refresh_from_db()
    assert (draft.state, draft.proposed_by_id, draft.approved_by_id) == (
        ProductState.PUBLISHED,
        sales.user_id,
        reviewer.user_id,
    )
    listing = Listing.objects.get()
    assert (listing.is_visible, listing.published_at, listing.price_from_minor) == (True, noon, 4500)
    assert (listing.name_key_fr, listing.name_key_ar, listing.currency) == ("miel", "عسل", "MAD")
    assert _topics() == [
        "catalog.product-proposed.v1",
        "catalog.product-reviewed.v1",
        "catalog.product-published.v1",
    ]
    assert _body()["channel_ids"] == [channel.pk]


def test_a_product_without_price_is_not_proposed(sales, draft, noon):
    Price.objects.all().delete()

    with pytest.raises(InvalidInput) as refusal:
        product_submit(actor=sales, product_id=draft.pk, now=noon)

    assert refusal.value.field == "variants"
    draft.refresh_from_db()
    assert draft.state == ProductState.DRAFT
    assert _topics() == []


def test_who_proposed_may_neither_approve_nor_review(reviewer, draft, noon):
    product_submit(actor=reviewer, product_id=draft.pk, now=noon)

    with pytest.raises(NotAllowed):
        product_approve(actor=reviewer, product_id=draft.pk, now=noon)
    with pytest.raises(NotAllowed):
        product_request_changes(actor=reviewer, product_id=draft.pk, reason="x", now=noon)

    draft.refresh_from_db()
    assert draft.state == ProductState.PROPOSED


def test_a_seller_may_not_approve(sales, draft, noon):
    type(draft).objects.update(state=ProductState.PROPOSED)

    with pytest.raises(NotAllowed):
        product_approve(actor=sales, product_id=draft.pk, now=noon)

    draft.refresh_from_db()
    assert draft.state == ProductState.PROPOSED


def test_changes_asked_for_carry_a_reason_and_can_be_proposed_again(sales, reviewer, draft, noon):
    product_submit(actor=sales, product_id=draft.pk, now=noon)

    with pytest.raises(InvalidInput):
        product_request_changes(actor=reviewer, product_id=draft.pk, reason=" ", now=noon)
    product_request_changes(actor=reviewer, product_id=draft.pk, reason="Photo floue", now=noon)

    draft.refresh_from_db()
    assert (draft.state, draft.reason) == (ProductState.CHANGES_REQUESTED, "Photo floue")
    assert (_body()["is_approved"], _body()["reason"]) == (False, "Photo floue")
    product_submit(actor=sales, product_id=draft.pk, now=noon)
    draft.refresh_from_db()
    assert (draft.state, draft.reason) == (ProductState.PROPOSED, "")


def test_only_what_was_approved_is_published(sales, draft, channel, noon):
    with pytest.raises(IllegalMove):
        product_publish(actor=sales, product_id=draft.pk, channel_ids=[channel.pk], now=noon)

    assert not Listing.objects.exists()


def test_a_product_is_published_where_it_has_a_price(sales, draft, channel, noon):
    type(draft).objects.update(state=ProductState.APPROVED)
    other = ChannelFactory.create(slug="other")

    with pytest.raises(InvalidInput):
        product_publish(actor=sales, product_id=draft.pk, channel_ids=[channel.pk, other.pk], now=noon)
    with pytest.raises(InvalidInput):
        product_publish(actor=sales, product_id=draft.pk, channel_ids=[], now=noon)
    with pytest.raises(NotFound):
        product_publish(actor=sales, product_id=draft.pk, channel_ids=[10**9], now=noon)

    assert not Listing.objects.exists()
    draft.refresh_from_db()
    assert draft.state == ProductState.APPROVED


def test_publishing_again_keeps_the_first_day_on_the_shelf(sales, seller, channel, noon):
    product = ProductFactory.create(organisation=seller, listed=True)
    first_day = Listing.objects.get().published_at

    product_unlist(actor=sales, product_id=product.pk, channel_id=channel.pk, now=noon)
    assert not Listing.objects.get().is_visible
    product_publish(actor=sales, product_id=product.pk, channel_ids=[channel.pk], now=noon)

    listing = Listing.objects.get()
    assert (listing.is_visible, listing.published_at) == (True, first_day)


def test_what_is_not_listed_cannot_be_unlisted(sales, draft, channel, noon):
    with pytest.raises(NotFound):
        product_unlist(actor=sales, product_id=draft.pk, channel_id=channel.pk, now=noon)


@pytest.mark.parametrize(
    ("service", "after"),
    [
        (product_pause, ProductState.PAUSED),
        (product_archive, ProductState.ARCHIVED),
        (product_reopen, ProductState.CHANGES_REQUESTED),
    ],
)
def test_a_product_taken_from_the_shelves_is_told(service, after, sales, seller, channel, noon):
    product = ProductFactory.create(organisation=seller, listed=True)

    service(actor=sales, product_id=product.pk, now=noon)

    product.refresh_from_db()
    assert product.state == after
    assert not Listing.objects.get().is_visible
    assert _topics() == ["catalog.product-withdrawn.v1"]
    assert _body()["variant_ids"] == [product.variants.get().pk]
    assert _body()["state"] == after.value


def test_a_paused_product_comes_back_without_a_new_review(sales, seller, channel, noon):
    product = ProductFactory.create(organisation=seller, listed=True)

    product_pause(actor=sales, product_id=product.pk, now=noon)
    product_publish(actor=sales, product_id=product.pk, channel_ids=[channel.pk], now=noon)

    assert Listing.objects.get().is_visible


def test_an_archived_draft_is_told_to_nobody(sales, draft, noon):
    product_archive(actor=sales, product_id=draft.pk, now=noon)

    assert _topics() == []


@pytest.mark.parametrize(
    ("service", "state"),
    [
        (product_submit, ProductState.PUBLISHED),
        (product_submit, ProductState.ARCHIVED),
        (product_approve, ProductState.DRAFT),
        (product_pause, ProductState.DRAFT),
        (product_pause, ProductState.PAUSED),
        (product_reopen, ProductState.DRAFT),
        (product_archive, ProductState.ARCHIVED),
    ],
)
def test_a_step_out_of_order_is_refused(service, state, draft, noon):
    type(draft).objects.update(state=state)

    with pytest.raises(IllegalMove):
        service(actor=Actor.of_machine("test"), product_id=draft.pk, now=noon)

    draft.refresh_from_db()
    assert draft.state == state
    assert _topics() == []
