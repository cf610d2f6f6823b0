"""What buyers say of what they received."""

from django.db import models
from django.db.models import Q

from catalog.models.product import Product
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.customers.states import ReviewState
from orders.models.order import OrderLine


class Review(models.Model):
    """
    One judgement of one delivered order line, with the seller's answer.

    Stars alone are published at once; words are read by somebody first (decision 230).
    """

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Whose order it was; null for guests, and once the person asked to be forgotten
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    stars = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=2000, blank=True)
    # How the author wishes to be called; empty: "a buyer"
    author = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=ReviewState.choices)
    # Why it is refused; the author reads this
    reason = models.CharField(max_length=300, blank=True)
    moderated_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    moderated_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.values), name="customers_review_state_known"
            ),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="customers_review_stars_of_five"),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.REFUSED) | ~Q(reason=""),
                name="customers_review_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="customers_review_answer_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "-written_at", "-id"],
                condition=Q(state="published"),
                name="customers_review_of_product",
            ),
            models.Index(fields=["organisation", "-written_at", "-id"], name="customers_review_of_seller"),
            models.Index(
                fields=["written_at", "id"], condition=Q(state="waiting"), name="customers_review_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}: {self.stars}/5"
