"""Who was shown, and whose turn it is: what the order of lists is fair by."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from marketplace.cooperatives.models.organisation import Organisation

# How many days of having been shown decide a turn
EXPOSURE_DAYS = 28


class Surface(models.TextChoices):
    """Where products are shown in an order that the shop chooses."""

    SHELF = "shelf"
    SEARCH = "search"
    HOME = "home"
    # Whose offers stand beside a product that several sellers make
    ARTICLE = "article"


class ExposureView(models.Model):
    """
    One list as a visitor saw it: whose products stood in it, from the first place to the last.

    Only ever inserted, so that no two visitors wait for each other; `services/turns_take.py` counts yesterday's into
    `Exposure` and takes them away. Nothing about the visitor is kept.
    """

    day = models.DateField()
    surface = models.CharField(max_length=10, choices=Surface.choices)
    organisation_ids = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [models.Index(fields=["day", "id"], name="catalog_exposure_view_day")]

    def __str__(self) -> str:
        return f"{self.surface} of {self.day}"


class Exposure(models.Model):
    """How often a cooperative's products were shown on a day, and which turn it had."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    surface = models.CharField(max_length=10, choices=Surface.choices)
    shown = models.PositiveIntegerField()
    # Its place among the cooperatives on that day (0 is first); null before its first turn was taken
    turn = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "organisation", "surface"], name="catalog_exposure_once"),
            models.CheckConstraint(
                condition=models.Q(surface__in=Surface.values), name="catalog_exposure_surface_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "day"], name="catalog_exposure_of_seller")]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.day}: {self.shown}"


class SellerTurn(models.Model):
    """The place of a cooperative among all of them today: the least shown of four weeks comes first."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    day = models.DateField()
    turn = models.PositiveIntegerField()
    # How often it was shown in the four weeks before that day: why it has this turn
    shown_before = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.turn}"
