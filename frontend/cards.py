"""What the components show: plain values, already fetched, so that no query starts in a template."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its sizes in pixels, so that nothing jumps when it arrives; sources are (media type, srcset)."""

    url: str
    width: int
    height: int
    alt: str = ""
    sources: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A short state: text, tone (success, warning, danger, info, brand or none) and the name of an icon."""

    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list."""

    url: str
    title: str
    seller: str
    family: str
    price: Money | None
    place: str = ""
    was: Money | None = None
    unit_price: Money | None = None
    unit: str = ""
    picture: Picture | None = None
    chip: Chip | None = None
    # The mean of the stars that buyers gave, and how many did
    rating: float | None = None
    review_count: int = 0
    language: str = ""
    # The price is that of the cheapest of several sizes
    is_from: bool = False
    # How many cooperatives sell the same, itself among them
    seller_count: int = 1


@dataclass(frozen=True, slots=True)
class CooperativeCard:
    """A cooperative in a list; `seed` (its number) draws its seal."""

    url: str
    name: str
    place: str
    seed: int
    members: int | None = None
    products: int | None = None
    chips: Sequence[Chip] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way through: `state` is done, current or ahead."""

    text: str
    state: str = "ahead"
    url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened or will happen to a parcel, a lot or a sum; `moment` is already worded."""

    title: str
    icon: str
    state: str = "done"
    moment: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SumRow:
    """One row of a sum of money; `note` says why, `is_total` draws the line above it."""

    label: str
    amount: Money
    note: str = ""
    is_total: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in crumbs, tabs, menus: `is_here` marks the page one is on."""

    text: str
    url: str
    icon: str = ""
    is_here: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand at the end of their cell."""

    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that becomes cards on a phone; a row is a sequence of strings or Money, one per column."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]] = field(default_factory=tuple)
