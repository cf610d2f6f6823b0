import pytest
from django.db import IntegrityError, transaction

from catalog.events import ChangeDecided
from catalog.models.change_request import ChangeRequest
from catalog.models.offer import Price
from catalog.selectors.change_requests import change_of_product, change_seen, changes_waiting
from catalog.services.change_request import (
    Wish,
    change_request_approve,
    change_request_make,
    change_request_refuse,
    change_request_withdraw,
)
from catalog.services.price_set import STEP_PERCENT, price_set
from catalog.services.product_changes import ProductChanges
from catalog.services.product_reopen import product_reopen
from catalog.states import ChangeState, ProductState
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(channel):
    seller = OrganisationFactory.create(active=True)
    product = ProductFactory.create(organisation=seller, listed=True, names={"fr": "Miel", "ar": "عسل"})
    return product, member_actor(seller), staff_actor(Permission.MANAGE_PRODUCTS), channel


def _make(world, *, actor=None, prices=None, **changes):
    product, seller, _staff, channel = world
    wish = Wish(changes=ProductChanges(**changes), channel_id=channel.pk, prices=prices or {})
    return change_request_make(actor=actor or seller, product_id=product.pk, wish=wish, now=NOON)


def test_what_was_approved_stays_until_a_second_person_agrees(world):
    product, seller, staff, _channel = world
    variant = product.variants.get()
    request = _make(
        world,
        names={"fr": "Miel de thym", "ar": "عسل"},
        allergens=["nuts"],
        prices={variant.pk: Money(9_000, "MAD")},
        province=product.province,
    )

    product.refresh_from_db()
    assert (product.names["fr"], product.state) == ("Miel", ProductState.PUBLISHED)
    assert set(request.after) == {"names", "allergens", f"price:{variant.pk}"}
    assert request.before[f"price:{variant.pk}"] == 4_500
    assert [row.pk for row in changes_waiting(actor=staff).items] == [request.pk]
    change_request_approve(actor=staff, request_id=request.pk, now=NOON)
    product.refresh_from_db()
    assert (product.names["fr"], product.allergens) == ("Miel de thym", ["nuts"])
    assert Price.objects.get(variant=variant).amount_minor == 9_000
    assert product.listings.get().is_visible
    assert changes_waiting(actor=staff).items == ()
    assert Message.objects.filter(topic=ChangeDecided.topic).count() == 1
    with pytest.raises(IllegalMove):
        change_request_refuse(actor=staff, request_id=request.pk, reason="trop tard", now=NOON)
    seen = change_of_product(actor=seller, product_id=product.pk)
    assert seen is not None
    assert seen.state == ChangeState.APPROVED


def test_a_refusal_has_a_reason_and_changes_nothing(world):
    product, _seller, staff, _channel = world
    request = _make(world, descriptions={"fr": "Guérit tout"})

    with pytest.raises(InvalidInput):
        change_request_refuse(actor=staff, request_id=request.pk, reason=" ", now=NOON)
    change_request_refuse(actor=staff, request_id=request.pk, reason="Une allégation de santé.", now=NOON)

    product.refresh_from_db()
    request.refresh_from_db()
    assert product.descriptions == {}
    assert (request.state, request.reason) == (ChangeState.REFUSED, "Une allégation de santé.")


def test_a_new_wish_takes_the_waiting_one_back_and_it_can_be_taken_back_itself(world):
    _product, seller, _staff, _channel = world
    first, second = _make(world, allergens=["nuts"]), _make(world, allergens=["milk"])

    change_request_withdraw(actor=seller, request_id=second.pk, now=NOON)

    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {ChangeState.WITHDRAWN}
    assert first.pk != second.pk
    with pytest.raises(IllegalMove):
        change_request_withdraw(actor=seller, request_id=second.pk, now=NOON)


def test_what_changed_meanwhile_is_not_agreed_to_blindly(world):
    product, seller, staff, channel = world
    variant = product.variants.get()
    request = _make(world, prices={variant.pk: Money(9_000, "MAD")})
    price_set(
        actor=seller, variant_id=variant.pk, channel_id=channel.pk, amount=Money(5_000, "MAD"), now=NOON
    )

    with pytest.raises(Conflict):
        change_request_approve(actor=staff, request_id=request.pk, now=NOON)
    assert Price.objects.get(variant=variant).amount_minor == 5_000
    product_reopen(actor=seller, product_id=product.pk, now=NOON)
    with pytest.raises(IllegalMove):
        change_request_approve(actor=staff, request_id=request.pk, now=NOON)
    with pytest.raises(IllegalMove):
        _make(world, allergens=["nuts"])


def test_who_may_not_and_what_cannot_be(world):
    product, _seller, staff, _channel = world
    stranger = member_actor(OrganisationFactory.create(active=True))
    producer = member_actor(product.organisation, "production")
    other = VariantFactory.create()
    with pytest.raises(NotFound):
        _make(world, actor=stranger, allergens=["nuts"])
    with pytest.raises(NotAllowed):
        _make(world, actor=producer, allergens=["nuts"])
    with pytest.raises(InvalidInput):
        _make(world, names=product.names, prices={product.variants.get().pk: Money(4_500, "MAD")})
    for prices, error in (
        ({other.pk: Money(1, "MAD")}, NotFound),
        ({product.variants.get().pk: Money(1, "EUR")}, NotFound),
        ({product.variants.get().pk: Money(0, "MAD")}, InvalidInput),
    ):
        with pytest.raises(error):
            _make(world, prices=prices)
    assert ChangeRequest.objects.count() == 0
    request = _make(world, actor=staff, allergens=["nuts"])
    with pytest.raises(NotAllowed):
        change_request_approve(actor=staff, request_id=request.pk, now=NOON)
    for call in (
        lambda: change_request_approve(actor=producer, request_id=request.pk, now=NOON),
        lambda: change_request_withdraw(actor=producer, request_id=request.pk, now=NOON),
        lambda: changes_waiting(actor=producer),
    ):
        with pytest.raises(NotAllowed):
            call()
    for lost in (
        lambda: change_request_approve(actor=staff, request_id=0, now=NOON),
        lambda: change_request_withdraw(actor=stranger, request_id=request.pk, now=NOON),
        lambda: change_seen(actor=stranger, request_id=request.pk),
    ):
        with pytest.raises(NotFound):
            lost()
    assert change_of_product(actor=stranger, product_id=product.pk) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.filter(pk=request.pk).update(state="approved", decided_by=request.asked_by)


@pytest.mark.parametrize(
    ("minor", "is_alone"),
    [
        (4_500 * (100 + STEP_PERCENT) // 100, True),
        (4_500 * (100 + STEP_PERCENT) // 100 + 1, False),
        (3_000, False),
        (3_150, True),
    ],
)
def test_a_seller_changes_a_price_on_sale_alone_within_a_step(world, minor, is_alone):
    product, seller, staff, channel = world
    known = {
        "variant_id": product.variants.get().pk,
        "channel_id": channel.pk,
        "amount": Money(minor, "MAD"),
        "now": NOON,
    }
    if is_alone:
        assert price_set(actor=seller, **known).amount_minor == minor
        return
    with pytest.raises(IllegalMove):
        price_set(actor=seller, **known)
    assert Price.objects.get().amount_minor == 4_500
    assert price_set(actor=staff, **known).amount_minor == minor
