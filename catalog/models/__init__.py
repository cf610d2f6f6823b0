"""The models of the package, listed for Django."""

from catalog.models.certificate import Certificate
from catalog.models.media import Media, Thumbnail
from catalog.models.offer import Listing, Price
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxAssignment, TaxTreatment
from catalog.models.taxonomy import Category, ProductType

__all__ = [
    "Category",
    "Certificate",
    "Listing",
    "Media",
    "Price",
    "Product",
    "ProductType",
    "TaxAssignment",
    "TaxTreatment",
    "Thumbnail",
    "Variant",
]
