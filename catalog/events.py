"""What happens to products, as facts that others may hear."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductProposed(Event):
    """A seller asks for a product to be approved."""

    topic: ClassVar[str] = "catalog.product-proposed.v1"
    product_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductReviewed(Event):
    """The staff approved a product, or sent it back with a reason."""

    topic: ClassVar[str] = "catalog.product-reviewed.v1"
    product_id: int
    organisation_id: int
    is_approved: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPublished(Event):
    """A product is on the shelves of these channels."""

    topic: ClassVar[str] = "catalog.product-published.v1"
    product_id: int
    organisation_id: int
    channel_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWithdrawn(Event):
    """A product is no longer on any shelf: paused, archived, or taken back to be changed."""

    topic: ClassVar[str] = "catalog.product-withdrawn.v1"
    product_id: int
    organisation_id: int
    variant_ids: list[int]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged(Event):
    """A variant has another price in a channel; `before_minor` is null for its first."""

    topic: ClassVar[str] = "catalog.price-changed.v1"
    variant_id: int
    product_id: int
    channel_id: int
    before_minor: int | None
    after_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAdded(Event):
    """A picture has been kept; its small copies are still to be made."""

    topic: ClassVar[str] = "catalog.media-added.v1"
    media_id: int
    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSubmitted(Event):
    """A seller showed a certificate that somebody of the staff must verify."""

    topic: ClassVar[str] = "catalog.certificate-submitted.v1"
    certificate_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateVerified(Event):
    """The staff accepted or refused a certificate."""

    topic: ClassVar[str] = "catalog.certificate-verified.v1"
    certificate_id: int
    organisation_id: int
    is_accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDecided(Event):
    """The staff agreed to an asked-for change of a product, or refused it with a reason."""

    topic: ClassVar[str] = "catalog.change-decided.v1"
    request_id: int
    product_id: int
    organisation_id: int
    is_approved: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreorderMoved(Event):
    """A harvest that is pre-ordered comes on another day than was said."""

    topic: ClassVar[str] = "catalog.preorder-moved.v1"
    preorder_id: int
    # ISO dates
    arrives: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMatchMoved(Event):
    """A product was asked onto an article that several sellers share, or its seller answered, or it was ended."""

    topic: ClassVar[str] = "catalog.article-match-moved.v1"
    match_id: int
    article_id: int
    product_id: int
    organisation_id: int
    state: str
    reason: str
