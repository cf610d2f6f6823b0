"""A seller answers whether its product may stand beside others', and leaves: test that ..."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from catalog.models.article import ArticleMatch
from catalog.models.exposure import SellerTurn
from catalog.models.product import Product
from catalog.selectors.articles import match_of_product, products_asked
from catalog.selectors.listed import cards_of
from catalog.selectors.other_offers import other_offers
from catalog.services.article_answer import article_answer
from catalog.services.article_ask import article_ask
from catalog.services.article_leave import article_leave
from catalog.services.product_pause import product_pause
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory, ProductTypeFactory
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.once import fresh, once


def _asked():
    products = [ProductFactory.create(listed=True, listed__price_minor=4_000 + each) for each in range(3)]
    staff = staff_actor(Permission.MANAGE_PRODUCTS)
    article = article_ask(actor=staff, product_ids=[each.pk for each in products], now=NOON)
    return products, list(article.matches.order_by("product")), staff


built = once(_asked)


@pytest.fixture
def world(built, db):
    return fresh(built)


def agree(match, actor=None, *, agrees=True):
    speaker = actor or member_actor(match.product.organisation, "sales")
    return article_answer(actor=speaker, match_id=match.pk, agrees=agrees, now=NOON)


def sellers_beside(product):
    channel = product.listings.get().channel
    shown = [each.card.product_id for each in other_offers(product.pk, channel=channel, at=NOON)]
    counted = cards_of([product.pk], channel=channel, today=NOON.date())[product.pk].seller_count
    return shown, counted


def test_who_agreed_stands_beside_each_other_in_their_turn(world):
    (first, second, third), matches, _staff = world
    agree(matches[0])
    assert sellers_beside(first) == ([], 1)
    agree(matches[1])
    agree(matches[2])

    for turn, product in enumerate((second, third, first)):
        SellerTurn.objects.create(
            organisation=product.organisation, day=NOON.date(), turn=turn, shown_before=turn
        )
    assert sellers_beside(first) == ([second.pk, third.pk], 3)
    assert sellers_beside(third) == ([second.pk, first.pk], 3)
    SellerTurn.objects.filter(organisation=second.organisation).update(turn=9)
    assert sellers_beside(first) == ([third.pk, second.pk], 3)
    # Off the shelf, of another family, or of one's own: not beside it
    product_pause(actor=member_actor(third.organisation), product_id=third.pk, now=NOON)
    Product.objects.filter(pk=second.pk).update(product_type=ProductTypeFactory.create(key="oil"))
    assert sellers_beside(first) == ([], 1)


def test_the_staff_cannot_consent_and_strangers_learn_nothing(world):
    (first, second, _third), matches, staff = world
    with pytest.raises(NotAllowed, match="accepter"):
        agree(matches[0], staff)
    with pytest.raises(NotAllowed):
        agree(matches[0], member_actor(first.organisation, "treasurer"))
    stranger = member_actor(second.organisation)
    with pytest.raises(NotFound):
        agree(matches[0], stranger)
    with pytest.raises(NotFound):
        article_leave(actor=stranger, match_id=matches[0].pk, reason="", now=NOON)
    assert match_of_product(actor=stranger, product_id=first.pk) is None
    assert products_asked(actor=stranger, organisation_id=second.organisation_id) == [second.pk]
    assert set(ArticleMatch.objects.values_list("state", flat=True)) == {"asked"}


def test_an_answer_is_given_once_and_what_ended_stays_as_history(world):
    (first, second, third), matches, staff = world
    agree(matches[0])
    agree(matches[1], agrees=False)
    with pytest.raises(IllegalMove):
        agree(matches[0], agrees=False)
    with pytest.raises(IllegalMove):
        agree(matches[1])
    with pytest.raises(InvalidInput):
        article_leave(actor=staff, match_id=matches[0].pk, reason=" ", now=NOON)
    with pytest.raises(NotAllowed):
        article_leave(
            actor=member_actor(first.organisation, "treasurer"), match_id=matches[0].pk, reason="", now=NOON
        )
    article_leave(actor=staff, match_id=matches[0].pk, reason="Autre miel", now=NOON)
    # A seller need not say why, nor answer first
    article_leave(actor=member_actor(third.organisation), match_id=matches[2].pk, reason="", now=NOON)

    assert not Product.objects.exclude(article=None).exists()
    kept = ArticleMatch.objects.order_by("product").values_list("state", "reason", "ended_at")
    assert list(kept) == [("ended", "Autre miel", NOON), ("declined", "", None), ("ended", "", NOON)]
    with pytest.raises(IllegalMove):
        article_leave(actor=staff, match_id=matches[0].pk, reason="x", now=NOON)
    # It can be asked again
    again = article_ask(actor=staff, product_ids=[first.pk, second.pk], now=NOON)
    assert again.pk != matches[0].article_id


@pytest.mark.django_db(transaction=True)
def test_who_agrees_while_the_staff_take_it_off_ends_in_one_state():
    _products, (match, *_others), staff = _asked()
    seller = member_actor(match.product.organisation)

    def act(number):
        try:
            if number:
                article_answer(actor=seller, match_id=match.pk, agrees=True, now=NOON)
            else:
                article_leave(actor=staff, match_id=match.pk, reason="x", now=NOON)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert next(iter(pool.map(act, (0, 1))))

    match.refresh_from_db()
    assert match.state == "ended"
    assert not Product.objects.exclude(article=None).exists()
