"""Articles that several sellers share, and which products could be matched: for the staff, and for a seller its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.models.article import LIVE, Article, ArticleMatch
from catalog.policies import may_review, may_see
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import ProductCard, cards_of, products_listed
from catalog.selectors.resembling import are_alike
from catalog.states import MatchState
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, mapped, page_of, page_size
from marketplace.kernel.policy import require

_AROUND = ("product__organisation", "article", "asked_by", "answered_by", "ended_by")


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with how many sellers agreed to stand on it, and how many have yet to answer."""

    article: Article
    agreed: int
    asked: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Products of several sellers that are called the same and are of one family; `new` were never asked."""

    products: tuple[ProductCard, ...]
    new: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Group:
    keys: tuple[str, int]
    products: tuple[int, ...]
    new: frozenset[int]


# Of each seller the first product of a name; groups are read in the order of the index on names
_ALIKE = """
    SELECT own.name_key_fr, own.product_type_id, (array_agg(own.product_id ORDER BY own.product_id))[:20],
           (array_agg(own.product_id ORDER BY own.product_id) FILTER (WHERE NOT own.was_asked))[:20]
    FROM (
        SELECT l.name_key_fr, l.product_type_id, min(l.product_id) AS product_id, bool_or(EXISTS (
                   SELECT 1 FROM catalog_articlematch m WHERE m.product_id = l.product_id)) AS was_asked
        FROM catalog_listing l
        WHERE l.channel_id = %(channel)s AND l.is_visible AND l.name_key_fr >= %(name)s AND l.name_key_fr <> ''
        GROUP BY l.name_key_fr, l.product_type_id, l.organisation_id
    ) own
    WHERE (own.name_key_fr, own.product_type_id) > (%(name)s, %(family)s)
    GROUP BY own.name_key_fr, own.product_type_id
    HAVING count(*) > 1 AND bool_or(NOT own.was_asked)
    ORDER BY own.name_key_fr, own.product_type_id
    LIMIT %(limit)s
"""


def articles_listed(*, actor: Actor, after: str = "", first: int = 24) -> Page[ArticleRow]:
    """
    Return the articles, newest first, in one statement.

    :raises NotAllowed: if the actor is not of the staff for products
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_review(actor), _("Only the staff for products may match products."))
    rows = Article.objects.annotate(
        agreed=Count("matches", filter=Q(matches__state=MatchState.AGREED)),
        asked=Count("matches", filter=Q(matches__state=MatchState.ASKED)),
    )
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = [ArticleRow(row, row.agreed, row.asked) for row in rows.order_by("-pk")[: page_size(first) + 1]]
    return page_of(found, first=first, keys=lambda row: (row.article.pk,))


def article_seen(*, actor: Actor, article_id: int) -> tuple[Article, list[ArticleMatch]]:
    """
    Return an article with all that was ever matched to it, newest first, in two statements.

    :raises NotAllowed: if the actor is not of the staff for products
    :raises NotFound: if there is none
    """
    require(may_review(actor), _("Only the staff for products may match products."))
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound(_("There is no such article."), field="article")
    return article, list(_matches().filter(article=article).order_by("-pk"))


def article_lookalikes(
    article: Article, *, taken: Sequence[int], channel: Channel, today: date
) -> list[ProductCard]:
    """Return products of its family with almost its name that do not stand on it; in at most three statements."""
    words = article.name("fr")
    filters = ProductFilters(search=words, product_type_ids=(article.product_type_id,))
    page = products_listed(
        channel=channel, filters=filters, order=ProductOrder.RELEVANCE, today=today, first=50
    )
    return [
        card for card in page.items if card.product_id not in taken and are_alike(article.names, card.names)
    ]


def article_suggestions(
    *, actor: Actor, channel: Channel, today: date, after: str = "", first: int = 10
) -> Page[Suggestion]:
    """
    Return what several sellers call the same, by name, in three statements; what was asked once is not asked again.

    :raises NotAllowed: if the actor is not of the staff for products
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_review(actor), _("Only the staff for products may match products."))
    name, family = keys_of(after, (str, int)) if after else ("", 0)
    values = {"channel": channel.pk, "name": name, "family": family, "limit": page_size(first) + 1}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, values)
        groups = [
            _Group((row[0], row[1]), tuple(row[2]), frozenset(row[3] or ())) for row in cursor.fetchall()
        ]
    page = page_of(groups, first=first, keys=lambda group: group.keys)
    cards = cards_of([key for group in page.items for key in group.products], channel=channel, today=today)
    return mapped(
        page,
        lambda group: Suggestion(tuple(cards[key] for key in group.products if key in cards), group.new),
    )


def match_of_product(*, actor: Actor, product_id: int) -> ArticleMatch | None:
    """Return where a product stands or is asked to stand, if the actor may see it, in one statement."""
    found = _matches().filter(product=product_id, state__in=LIVE).first()
    return found if found is not None and may_see(actor, found.product.organisation_id) else None


def products_asked(*, actor: Actor, organisation_id: int) -> list[int]:
    """
    Return the products that an organisation is asked about, longest first, in one statement.

    :raises NotAllowed: if the actor is neither of the organisation nor of the staff for products
    """
    require(may_see(actor, organisation_id), _("These products are not yours to see."))
    rows = ArticleMatch.objects.filter(product__organisation=organisation_id, state=MatchState.ASKED)
    return list(rows.order_by("pk").values_list("product_id", flat=True))


def _matches() -> QuerySet[ArticleMatch]:
    return ArticleMatch.objects.select_related(*_AROUND).defer("product__search_document")
