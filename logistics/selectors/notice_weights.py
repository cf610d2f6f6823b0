"""How heavy announced goods are."""

from collections.abc import Collection

from django.db.models import F, Sum

from logistics.models.inbound import NoticeLine


def grams_announced(notice_ids: Collection[int]) -> dict[int, int]:
    """Return the grams that each notice announces, by the weights of its articles; one query."""
    rows = NoticeLine.objects.filter(notice__in=notice_ids).values_list("notice")
    weight = F("crates") * F("units_per_crate") * F("variant__weight_g")
    return dict(rows.annotate(grams=Sum(weight)).order_by("notice"))
