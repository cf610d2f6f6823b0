"""The staff ask sellers whether their products may stand on one article, beside each other's."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import ArticleMatchMoved
from catalog.models.article import LIVE, Article, ArticleMatch
from catalog.models.product import Product
from catalog.policies import may_review
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# How many products one act may ask for: more is a slip
MOST = 20
ON_SHELVES = frozenset({ProductState.APPROVED, ProductState.PUBLISHED, ProductState.PAUSED})


@transaction.atomic
def article_ask(*, actor: Actor, product_ids: Sequence[int], now: datetime) -> Article:
    """
    Put products on one article; each is shown there once its seller has agreed.

    If one of them stands on an article already, the others are asked onto that; a new one is named as its first.

    :raises NotAllowed: if the actor is not of the staff for products
    :raises NotFound: if one of the products does not exist
    :raises IllegalMove: if one has not been approved, or two stand on different articles
    :raises InvalidInput: if they are of one seller, of several families, none or too many, or all there already
    """
    require(may_review(actor), _("Only the staff for products may match products."))
    wanted = sorted(set(product_ids))
    if not 0 < len(wanted) <= MOST:
        raise InvalidInput(_("Choose from 1 to %(most)s products.") % {"most": MOST}, field="products")
    rows = Product.objects.select_for_update().defer("search_document").filter(pk__in=wanted).order_by("pk")
    products = list(rows)
    if len(products) < len(wanted):
        raise NotFound(_("There is no such product."), field="products")
    if any(product.state not in ON_SHELVES for product in products):
        raise IllegalMove(_("Only products that have been approved can be matched."), field="products")
    if len({product.product_type_id for product in products}) > 1:
        raise InvalidInput(_("Products of one article are of one family."), field="products")
    article, there = _article(products, now)
    new = [product for product in products if product.pk not in there]
    sellers = {product.organisation_id for product in products} | _sellers_of(article)
    if not new or len(sellers) < max(2, len(there) + len(new)):
        raise InvalidInput(
            _("An article has one product of each cooperative, and at least two."), field="products"
        )
    for product in new:
        match = ArticleMatch.objects.create(
            article=article, product=product, asked_by_id=actor.user_id, asked_at=now
        )
        match_told(match, product.organisation_id, now)
    return article


def _article(products: Sequence[Product], now: datetime) -> tuple[Article, set[int]]:
    """Return the article that some stand on, locked, with all that stand there; a new one if none does."""
    keys = set(
        ArticleMatch.objects.filter(product__in=products, state__in=LIVE).values_list("article_id", flat=True)
    )
    if len(keys) > 1:
        raise IllegalMove(
            _("They stand on different articles: take one of them off first."), field="products"
        )
    first = products[0]
    if not keys:
        return Article.objects.create(
            product_type_id=first.product_type_id, names=first.names, created_at=now
        ), set()
    article = Article.objects.select_for_update().get(pk=keys.pop())
    if article.product_type_id != first.product_type_id:
        raise InvalidInput(_("Products of one article are of one family."), field="products")
    return article, set(article.matches.filter(state__in=LIVE).values_list("product_id", flat=True))


def _sellers_of(article: Article) -> set[int]:
    rows = article.matches.filter(state__in=LIVE)
    return set(rows.values_list("product__organisation_id", flat=True))


def match_told(match: ArticleMatch, organisation_id: int, now: datetime) -> None:
    """Tell where a match stands now."""
    bus.publish(
        ArticleMatchMoved(
            match_id=match.pk,
            article_id=match.article_id,
            product_id=match.product_id,
            organisation_id=organisation_id,
            state=match.state,
            reason=match.reason,
            happened_at=now,
        )
    )
