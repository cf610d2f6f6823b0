"""Gift cards and store credits: bearer codes that are kept as hashes; what is left on one stands in the ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.apps.models.app import App
from marketplace.kernel.fields import MoneyAttr
from marketplace.ledger import chart
from marketplace.promotions.states import CardNoteKind, PeriodUnit


class GiftCard(models.Model):
    """Money that somebody may spend here. Its balance is the sum of the postings under its subject."""

    # The caller's name for its issue: issuing under the same key makes no second card
    key = models.CharField(max_length=120, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    last4 = models.CharField(max_length=4, db_index=True)
    # What it was issued with; never changed afterwards
    initial_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_active = models.BooleanField(default=True)
    # Issued for a refund at the customer's choice: owed on an account of its own
    is_store_credit = models.BooleanField(default=False)
    # The last day on which it can be used
    expires_date = models.DateField(null=True, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="gift_cards"
    )
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    channel_slug = models.SlugField(max_length=50, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_app = models.ForeignKey(App, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # Taken back by the staff: what stood on it is not owed any more
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    initial = MoneyAttr("initial_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(initial_minor__gt=0), name="promotions_card_holds_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(is_active=False), name="promotions_withdrawn_is_not_active"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="promotions_card_newest"),
            models.Index(fields=["user", "-created_at"], name="promotions_card_of_user"),
        ]

    def __str__(self) -> str:
        return f"•••• {self.last4}"

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"gift-card:{self.pk}"

    @property
    def account(self) -> str:
        """On which account of the ledger it stands."""
        owed = chart.store_credits if self.is_store_credit else chart.gift_cards
        return owed(self.currency)


class GiftCardUse(models.Model):
    """What a card paid of one order, and what of that came back to it."""

    card = models.ForeignKey(GiftCard, on_delete=models.PROTECT, related_name="uses")
    # "order:<uuid>"
    reference = models.CharField(max_length=80, db_index=True)
    amount_minor = models.BigIntegerField()
    returned_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    used_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")
    returned = MoneyAttr("returned_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "reference"], name="promotions_card_used_once_in_order"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="promotions_card_use_positive"),
            models.CheckConstraint(
                condition=Q(returned_minor__gte=0, returned_minor__lte=F("amount_minor")),
                name="promotions_card_return_within_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of card {self.card_id}"


class GiftCardNote(models.Model):
    """What somebody did to a card, or said about it; what moved its balance stands in the ledger."""

    card = models.ForeignKey(GiftCard, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=24, choices=CardNoteKind.choices)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=60)
    text = models.CharField(max_length=2000, blank=True)
    # What was before and what is after: tags, days as ISO dates, ids of people, an e-mail address
    details = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CardNoteKind.values), name="promotions_card_note_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["card", "happened_at", "id"], name="promotions_note_of_card")]

    def __str__(self) -> str:
        return f"{self.kind} of card {self.card_id}"


class GiftCardRule(models.Model):
    """For how long a card holds whose last day nobody names; one row, none: for ever."""

    period_units = models.PositiveSmallIntegerField()
    period_unit = models.CharField(max_length=5, choices=PeriodUnit.choices)
    changed_by = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="promotions_one_card_rule"),
            models.CheckConstraint(
                condition=Q(period_units__gt=0, period_unit__in=PeriodUnit.values),
                name="promotions_card_rule_is_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_units} {self.period_unit}"
