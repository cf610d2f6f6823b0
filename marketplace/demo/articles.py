"""What several cooperatives of the demonstration make: asked by the staff, agreed to by most."""

from collections import defaultdict
from datetime import datetime

from catalog.models.product import Product
from catalog.services.article_answer import article_answer
from catalog.services.article_ask import article_ask
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.demo.alliances import speaking_for
from marketplace.demo.organisations import MACHINE, Country

# How many articles there are, and of how many cooperatives each at most
ARTICLES = 12
SELLERS = 4
# What somebody has yet to answer, declines: by the article's number
UNANSWERED, DECLINED = 1, 2


def articles_make(country: Country, *, now: datetime) -> int:
    """
    Match what is called the same; return how many articles there are.

    The cooperative whose president anybody may be stands on the first, and is asked about the second.
    """
    hers = country.cooperatives[0]
    groups = _groups(hers)
    made = 0
    for number, group in enumerate(groups[:ARTICLES]):
        article = article_ask(actor=MACHINE, product_ids=[row.pk for row in group], now=now)
        last = None if hers in {row.organisation for row in group} else group[-1].organisation
        for match in article.matches.select_related("product__organisation").order_by("pk"):
            seller = match.product.organisation
            if number == UNANSWERED and seller in (hers, last):
                continue
            agrees = not (number == DECLINED and seller == group[-1].organisation)
            article_answer(actor=speaking_for(seller), match_id=match.pk, agrees=agrees, now=now)
        made += 1
    return made


def _groups(first: Organisation) -> list[list[Product]]:
    """Return products of one name and family, one of each cooperative; those of one cooperative come first."""
    found: dict[tuple[int, str], dict[int, Product]] = defaultdict(dict)
    rows = Product.objects.filter(state="published", pooled=None).select_related("organisation")
    for row in rows.defer("search_document").order_by("pk"):
        found[row.product_type_id, row.name("fr")].setdefault(row.organisation_id, row)
    groups = [
        sorted(each.values(), key=lambda row: row.organisation_id != first.pk) for each in found.values()
    ]
    shared = [each[:SELLERS] for each in groups if len(each) > 1]
    return sorted(shared, key=lambda each: each[0].organisation_id != first.pk)
