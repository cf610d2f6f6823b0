"""The staff ask sellers of the same article: test that ..."""

import pytest
from django.db import IntegrityError, transaction

from catalog.events import ArticleMatchMoved
from catalog.models.article import Article, ArticleMatch
from catalog.models.product import Product
from catalog.selectors.articles import article_seen, article_suggestions, articles_listed, products_asked
from catalog.services.article_ask import MOST, article_ask
from catalog.states import ProductState
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductFactory, ProductTypeFactory
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.once import fresh, once


def _makers():
    names = {"fr": "Miel de thym", "ar": "عسل الزعتر"}
    return [ProductFactory.create(listed=True, names=names) for _ in range(3)]


built = once(_makers)


@pytest.fixture
def makers(built, db):
    return fresh(built)


@pytest.fixture
def staff(db):
    return staff_actor(Permission.MANAGE_PRODUCTS)


def ask(actor, *products):
    return article_ask(actor=actor, product_ids=[each.pk for each in products], now=NOON)


def test_several_are_asked_and_nothing_is_shown_before_they_agree(makers, staff):
    first, second, third = makers
    article = ask(staff, first, second)

    assert article.names == first.names
    assert set(ArticleMatch.objects.values_list("state", "asked_by")) == {("asked", staff.user_id)}
    assert not Product.objects.exclude(article=None).exists()
    assert Message.objects.filter(topic=ArticleMatchMoved.topic).count() == 2
    assert products_asked(actor=staff, organisation_id=second.organisation_id) == [second.pk]
    # Another joins the article on which one of them stands; who is there already is not asked again
    assert ask(staff, third, second) == article
    (row,) = articles_listed(actor=staff).items
    assert (row.asked, row.agreed) == (3, 0)
    with pytest.raises(InvalidInput, match="au moins deux"):
        ask(staff, first, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleMatch.objects.create(article=article, product=first, asked_at=NOON)


def test_what_does_not_fit_is_refused_and_nothing_is_written(makers, staff):
    first, second, third = makers
    seller = member_actor(first.organisation)
    twin = ProductFactory.create(listed=True, organisation=first.organisation)
    with pytest.raises(NotAllowed):
        ask(seller, first, second)
    with pytest.raises(InvalidInput, match="au moins deux"):
        ask(staff, first, twin)
    with pytest.raises(InvalidInput, match="1 à 20"):
        ask(staff)
    with pytest.raises(InvalidInput, match="1 à 20"):
        article_ask(actor=staff, product_ids=range(MOST + 1), now=NOON)
    with pytest.raises(NotFound):
        article_ask(actor=staff, product_ids=[first.pk, 2**40], now=NOON)
    Product.objects.filter(pk=third.pk).update(state=ProductState.DRAFT)
    with pytest.raises(IllegalMove, match="approuvés"):
        ask(staff, first, third)
    oil = ProductFactory.create(listed=True, product_type=ProductTypeFactory.create(key="oil"))
    with pytest.raises(InvalidInput, match="même famille"):
        ask(staff, first, oil)
    assert (Article.objects.count(), ArticleMatch.objects.count()) == (0, 0)


def test_two_articles_are_never_made_one(makers, staff):
    first, second, third = makers
    ask(staff, first, second)
    ask(staff, third, fourth := ProductFactory.create(listed=True))
    with pytest.raises(IllegalMove, match="différents"):
        ask(staff, first, third)
    # A product that was moved to another family no longer fits where it stands
    Product.objects.filter(pk__in=[third.pk, fourth.pk]).update(
        product_type=ProductTypeFactory.create(key="oil")
    )
    with pytest.raises(InvalidInput, match="même famille"):
        ask(
            staff,
            third,
            ProductFactory.create(listed=True, product_type=ProductTypeFactory.create(key="oil")),
        )


def test_suggestions_show_what_several_call_the_same_until_it_was_asked(
    makers, staff, django_assert_num_queries
):
    first, second, third = makers
    ProductFactory.create(listed=True, names=first.names, organisation=first.organisation)
    alone = ProductFactory.create(listed=True, names={"fr": "Savon", "ar": "صابون"})
    where = {"channel": first.listings.get().channel, "today": NOON.date()}
    with django_assert_num_queries(3):
        page = article_suggestions(actor=staff, **where)

    (found,) = page.items
    assert [card.product_id for card in found.products] == [first.pk, second.pk, third.pk]
    assert found.new == {first.pk, second.pk, third.pk}
    assert not article_suggestions(actor=staff, **where, after=page.cursor).items
    # One more of the same name: shown again, with those that were asked
    article = ask(staff, first, second)
    (found,) = article_suggestions(actor=staff, **where).items
    assert found.new == {third.pk}
    ask(staff, third, first)
    assert not article_suggestions(actor=staff, **where).items
    seller = member_actor(alone.organisation)
    for read in (
        lambda: article_suggestions(actor=seller, **where),
        lambda: articles_listed(actor=seller),
        lambda: article_seen(actor=seller, article_id=article.pk),
        lambda: products_asked(actor=seller, organisation_id=first.organisation_id),
    ):
        with pytest.raises(NotAllowed):
            read()
    with pytest.raises(NotFound):
        article_seen(actor=staff, article_id=2**40)
