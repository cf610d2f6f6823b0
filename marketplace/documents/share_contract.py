"""What a cooperative hangs up and puts onto its shelf: the poster and the price tags."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A poster with a picture and the code of the cooperative's page; `picture` is a data URL, or empty."""

    # "a4" or "a3"
    paper: str
    name_fr: str
    name_ar: str
    place: str
    picture: str
    shop_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTag:
    """One size of a product as it stands on a shelf: its price, and the price of a kilogram, litre or piece."""

    name_fr: str
    name_ar: str
    size: str
    price: str
    unit_price: str
    product_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTags:
    """Price tags of one cooperative, ten on a sheet of A4, to be cut."""

    cooperative: str
    tags: tuple[PriceTag, ...]
