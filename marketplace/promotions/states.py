"""Words of reductions: what they take off, from what, and who pays for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Funder(models.TextChoices):
    """Who bears a reduction; only a cooperative's own ones lower what it earns."""

    PLATFORM = "platform", _("The marketplace")
    COOPERATIVE = "cooperative", _("The cooperative")
    PARTNER = "partner", _("A partner's budget")


class ValueType(models.TextChoices):
    """How a reduction is reckoned."""

    FIXED = "fixed", _("A fixed amount")
    PERCENTAGE = "percentage", _("A percentage")


class BudgetPurpose(models.TextChoices):
    """What a partner's budget paid for in an order."""

    DELIVERY = "delivery", _("Delivery")
    DISCOUNT = "discount", _("Reduction")


class VoucherType(models.TextChoices):
    """What a voucher takes off from."""

    ENTIRE_ORDER = "entire_order", _("The whole order")
    SPECIFIC_PRODUCT = "specific_product", _("Some products")
    SHIPPING = "shipping", _("Delivery")


class PromotionType(models.TextChoices):
    """What a promotion is about: prices on the shelf, or a whole basket."""

    CATALOGUE = "catalogue", _("Prices on the shelf")
    ORDER = "order", _("A whole basket")


class RewardType(models.TextChoices):
    """What a rule of a basket gives."""

    SUBTOTAL_DISCOUNT = "subtotal_discount", _("Less to pay")
    GIFT = "gift", _("A gift")


class CardNoteKind(models.TextChoices):
    """What people did to a gift card that the ledger does not tell."""

    ACTIVATED = "activated", _("Switched on")
    DEACTIVATED = "deactivated", _("Switched off")
    TAGS_UPDATED = "tags_updated", _("Tags changed")
    EXPIRY_DATE_UPDATED = "expiry_date_updated", _("Last day changed")
    ASSIGNED_TO_USER = "assigned_to_user", _("Given to a customer")
    UNASSIGNED_FROM_USER = "unassigned_from_user", _("Taken from a customer")
    RESENT = "resent", _("New code sent")
    NOTE_ADDED = "note_added", _("Note")


class PeriodUnit(models.TextChoices):
    """In what a period is reckoned."""

    DAY = "day", _("Days")
    WEEK = "week", _("Weeks")
    MONTH = "month", _("Months")
    YEAR = "year", _("Years")
