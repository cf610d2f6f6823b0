"""What several sellers each make: their products stand on one article, so that a page of one shows the others'."""

from django.db import models
from django.db.models import Q

from catalog.models.taxonomy import ProductType
from catalog.states import MatchState
from marketplace.accounts.models import User
from marketplace.kernel.texts import text_in

LIVE = (MatchState.ASKED, MatchState.AGREED)


class Article(models.Model):
    """A sheet that products of several sellers are matched to; texts are language code -> text."""

    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="+")
    names = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name("fr")

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class ArticleMatch(models.Model):
    """
    A product's place on an article: asked for by the staff, agreed to by its seller, ended by either.

    Rows are never deleted: they are the history. `Product.article` repeats the one that is agreed to.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="matches")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    # Why it was ended
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MatchState.values), name="catalog_match_state_known"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state__in=LIVE), name="catalog_match_one_article"
            ),
            models.CheckConstraint(
                condition=Q(state=MatchState.ASKED)
                | Q(answered_at__isnull=False)
                | Q(ended_at__isnull=False),
                name="catalog_match_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(state=MatchState.ENDED), name="catalog_match_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} on {self.article_id}: {self.state}"
