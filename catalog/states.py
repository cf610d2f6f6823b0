"""The road of a product from draft to shelf, and of the papers and pictures that go with it."""

from typing import Final

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


# The country whose law the tax codes are of
HOME = "MA"


class TaxCode(models.TextChoices):
    """Ways in which a sale can stand to value-added tax; rates and mentions are dated data."""

    OUT_OF_SCOPE = "HORS_CHAMP", _("Outside VAT")
    EXEMPT_91 = "EXO91", _("Exempt without deduction (art. 91)")
    EXEMPT_92 = "EXO92", _("Exempt with deduction (art. 92)")
    REDUCED = "R10", _("Reduced rate")
    NORMAL = "R20", _("Normal rate")


class AttributeKind(models.TextChoices):
    """What an attribute belongs to."""

    PRODUCT_TYPE = "product_type", _("Families of products")
    PAGE_TYPE = "page_type", _("Types of pages")


class AttributeInput(models.TextChoices):
    """How the values of an attribute are entered, which says what a value is."""

    DROPDOWN = "dropdown", _("One of a list")
    MULTISELECT = "multiselect", _("Several of a list")
    FILE = "file", _("A file")
    REFERENCE = "reference", _("References")
    SINGLE_REFERENCE = "single_reference", _("A reference")
    NUMERIC = "numeric", _("A number")
    RICH_TEXT = "rich_text", _("A rich text")
    PLAIN_TEXT = "plain_text", _("A text")
    SWATCH = "swatch", _("A colour")
    BOOLEAN = "boolean", _("Yes or no")
    DATE = "date", _("A day")
    DATE_TIME = "date_time", _("A moment")


# Whose values are rows that many products share, chosen from a list
INPUTS_WITH_CHOICES = frozenset({AttributeInput.DROPDOWN, AttributeInput.MULTISELECT, AttributeInput.SWATCH})


class AttributeEntity(models.TextChoices):
    """What a reference may lead to."""

    PAGE = "page", _("Page")
    PRODUCT = "product", _("Product")
    PRODUCT_VARIANT = "product_variant", _("Product variant")
    CATEGORY = "category", _("Category")
    COLLECTION = "collection", _("Collection")


class AttributeSource(models.TextChoices):
    """The column of a product or a variant that an attribute repeats."""

    REGION = "region", _("Region")
    PROVINCE = "province", _("Province")
    SEASON = "season_months", _("Season")
    SIZE = "size", _("Size")
    NET_MASS = "net_mass", _("Net weight")
    NET_VOLUME = "net_volume", _("Net volume")


class ImportState(models.TextChoices):
    """Where an import stands: first every row is tried and taken back, then, if wanted, done."""

    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DISCARDED = "discarded", _("Given up")


class Verdict(models.TextChoices):
    """What a row would do."""

    CREATE = "create", _("New")
    CHANGE = "change", _("Changed")
    SAME = "same", _("Unchanged")
    RESEMBLES = "resembles", _("Resembles another")
    REFUSED = "refused", _("Refused")


_I = ImportState
IMPORT_FLOW = Flow[ImportState](
    {
        _I.CHECKING: frozenset({_I.CHECKED, _I.DISCARDED}),
        _I.CHECKED: frozenset({_I.RUNNING, _I.DISCARDED}),
        _I.RUNNING: frozenset({_I.DONE}),
        _I.DONE: frozenset(),
        _I.DISCARDED: frozenset(),
    }
)


class ChangeState(models.TextChoices):
    """Where an asked-for change of an approved product stands."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


CHANGE_FLOW = Flow[ChangeState](
    {
        ChangeState.WAITING: frozenset({ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN}),
        ChangeState.APPROVED: frozenset(),
        ChangeState.REFUSED: frozenset(),
        ChangeState.WITHDRAWN: frozenset(),
    }
)


class MatchState(models.TextChoices):
    """Where a product stands on an article that several sellers share."""

    ASKED = "asked", _("Asked")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


MATCH_FLOW = Flow[MatchState](
    {
        MatchState.ASKED: frozenset({MatchState.AGREED, MatchState.DECLINED, MatchState.ENDED}),
        MatchState.AGREED: frozenset({MatchState.ENDED}),
        MatchState.DECLINED: frozenset(),
        MatchState.ENDED: frozenset(),
    }
)


# After how many days a round of orders may come again; 0: never
CYCLE_DAYS: Final = (0, 7, 14, 28)
