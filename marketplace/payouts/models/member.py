"""Inside one cooperative: what members delivered, were advanced, and are due. Nobody else reads it."""

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr


class Member(models.Model):
    """A member who delivers to her cooperative; she needs no account here."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="producers")
    name = models.CharField(max_length=120)
    # The number under which the cooperative's register knows her
    number = models.CharField(max_length=30)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="payouts_member_once"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="payouts_member_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ShareSheet(models.Model):
    """The ristourne of a period: what the cooperative shares among its members, closed once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="share_sheets")
    from_date = models.DateField()
    to_date = models.DateField()
    # What reached the cooperative's bank in the period, what it keeps (reserves, costs), and what is shared
    received_minor = models.BigIntegerField()
    kept_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    received = MoneyAttr("received_minor")
    kept = MoneyAttr("kept_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "from_date"], name="payouts_sheet_once"),
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="payouts_sheet_in_time"),
            models.CheckConstraint(
                condition=Q(kept_minor__gte=0, kept_minor__lte=F("received_minor")),
                name="payouts_sheet_keeps_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.from_date}"


class MemberDelivery(models.Model):
    """What a member brought on a day; shared by the sheet of its period, once."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="deliveries")
    # The caller's name for it: the same form pressed twice writes one delivery
    key = models.CharField(max_length=100, unique=True)
    delivered_date = models.DateField()
    weight_g = models.PositiveIntegerField()
    # What a kilogram of this grade counts for, in minor units
    grade_price_minor = models.PositiveIntegerField()
    product = models.CharField(max_length=120)
    sheet = models.ForeignKey(
        ShareSheet, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="payouts_delivery_weighs_something"),
            models.CheckConstraint(condition=Q(grade_price_minor__gt=0), name="payouts_delivery_has_a_grade"),
        ]
        indexes = [models.Index(fields=["member", "delivered_date"], name="payouts_delivery_of")]

    def __str__(self) -> str:
        return f"{self.weight_g} g of {self.member_id}"


class MemberAdvance(models.Model):
    """Money that a member got before the sale; taken off her next share."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="advances")
    key = models.CharField(max_length=100, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_date = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    sheet = models.ForeignKey(
        ShareSheet, on_delete=models.PROTECT, null=True, blank=True, related_name="advances"
    )
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payouts_advance_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.member_id}"


class MemberShare(models.Model):
    """One member's line of a sheet: her share, less advances and what was carried; a debt is carried on."""

    sheet = models.ForeignKey(ShareSheet, on_delete=models.PROTECT, related_name="shares")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="shares")
    weight_g = models.PositiveBigIntegerField()
    share_minor = models.BigIntegerField()
    advances_minor = models.BigIntegerField()
    # What the sheet before left: never positive
    carried_minor = models.BigIntegerField()
    # Share less advances plus carried; below zero nothing is paid and it is carried on
    due_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    share = MoneyAttr("share_minor")
    advances = MoneyAttr("advances_minor")
    carried = MoneyAttr("carried_minor")
    due = MoneyAttr("due_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "member"], name="payouts_share_once"),
            models.CheckConstraint(
                condition=Q(due_minor=F("share_minor") - F("advances_minor") + F("carried_minor")),
                name="payouts_share_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(share_minor__gte=0, advances_minor__gte=0, carried_minor__lte=0),
                name="payouts_share_signs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_minor} of {self.member_id}"
