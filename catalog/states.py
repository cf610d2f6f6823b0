"""The road of a product from draft to shelf, and of the papers and pictures that go with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class ProductState(models.TextChoices):
    """Where a product stands between its maker's draft and the shop."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


_P = ProductState
PRODUCT_FLOW = Flow[ProductState](
    {
        _P.DRAFT: frozenset({_P.PROPOSED, _P.ARCHIVED}),
        _P.PROPOSED: frozenset({_P.CHANGES_REQUESTED, _P.APPROVED, _P.ARCHIVED}),
        _P.CHANGES_REQUESTED: frozenset({_P.PROPOSED, _P.ARCHIVED}),
        _P.APPROVED: frozenset({_P.PUBLISHED, _P.CHANGES_REQUESTED, _P.ARCHIVED}),
        _P.PUBLISHED: frozenset({_P.PAUSED, _P.CHANGES_REQUESTED, _P.ARCHIVED}),
        _P.PAUSED: frozenset({_P.PUBLISHED, _P.CHANGES_REQUESTED, _P.ARCHIVED}),
        _P.ARCHIVED: frozenset(),
    }
)


class CertificateScheme(models.TextChoices):
    """
    Signs of quality that may be shown while a verified certificate is valid.

    Law 25-06 (IGP, AOP, agricultural label) and law 39-12 (organic).
    """

    IGP = "igp", _("Protected geographical indication (IGP)")
    AOP = "aop", _("Protected designation of origin (AOP)")
    AGRICULTURAL_LABEL = "agricultural_label", _("Agricultural label")
    ORGANIC = "organic", _("Organic (Bio Maroc)")
    FAIR_TRADE = "fair_trade", _("Fair trade")
    ISO_22000 = "iso_22000", _("ISO 22000")
    HALAL = "halal", _("Halal")
    HANDMADE_LABEL = "handmade_label", _("Handmade label")


class CertificateState(models.TextChoices):
    """Where a submitted certificate stands."""

    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


CERTIFICATE_FLOW = Flow[CertificateState](
    {
        CertificateState.SUBMITTED: frozenset({CertificateState.ACCEPTED, CertificateState.REFUSED}),
        CertificateState.ACCEPTED: frozenset({CertificateState.REFUSED}),
        CertificateState.REFUSED: frozenset(),
    }
)


class ThumbnailState(models.TextChoices):
    """Where the work of making one small picture stands."""

    DUE = "due", _("Due")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ThumbnailFormat(models.TextChoices):
    """The formats in which small pictures are served; browsers take the first they know."""

    AVIF = "avif", "AVIF"
    WEBP = "webp", "WebP"


class TaxCode(models.TextChoices):
    """Ways in which a sale can stand to value-added tax; rates and mentions are dated data."""

    OUT_OF_SCOPE = "HORS_CHAMP", _("Outside VAT")
    EXEMPT_91 = "EXO91", _("Exempt without deduction (art. 91)")
    EXEMPT_92 = "EXO92", _("Exempt with deduction (art. 92)")
    REDUCED = "R10", _("Reduced rate")
    NORMAL = "R20", _("Normal rate")
