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
