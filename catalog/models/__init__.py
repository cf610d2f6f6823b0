"""The models of the package, listed for Django."""

from catalog.models.article import Article, ArticleMatch
from catalog.models.assignment import PageAttributeValue, ProductAttributeValue, VariantAttributeValue
from catalog.models.attribute import Attribute, AttributeValue, PageTypeAttribute, ProductTypeAttribute
from catalog.models.catalogue_import import CatalogueImport, CatalogueImportRow
from catalog.models.certificate import Certificate
from catalog.models.change_request import ChangeRequest
from catalog.models.collection import Collection, CollectionListing, CollectionProduct
from catalog.models.commission import CommissionRule
from catalog.models.exposure import Exposure, ExposureView, SellerTurn
from catalog.models.media import Media, Thumbnail, VariantMedia
from catalog.models.menu import Menu, MenuItem
from catalog.models.offer import Listing, Price
from catalog.models.order_cycle import OrderCycle
from catalog.models.page import Page, PageType
from catalog.models.pooled import PooledListing
from catalog.models.preorder import Preorder
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxAssignment, TaxClass, TaxClassRate, TaxTreatment
from catalog.models.taxonomy import Category, ProductType
from catalog.models.vocabulary import Word, WordKey

__all__ = [
    "Article",
    "ArticleMatch",
    "Attribute",
    "AttributeValue",
    "CatalogueImport",
    "CatalogueImportRow",
    "Category",
    "Certificate",
    "ChangeRequest",
    "Collection",
    "CollectionListing",
    "CollectionProduct",
    "CommissionRule",
    "Exposure",
    "ExposureView",
    "Listing",
    "Media",
    "Menu",
    "MenuItem",
    "OrderCycle",
    "Page",
    "PageAttributeValue",
    "PageType",
    "PageTypeAttribute",
    "PooledListing",
    "Preorder",
    "Price",
    "Product",
    "ProductAttributeValue",
    "ProductType",
    "ProductTypeAttribute",
    "SellerTurn",
    "TaxAssignment",
    "TaxClass",
    "TaxClassRate",
    "TaxTreatment",
    "Thumbnail",
    "Variant",
    "VariantAttributeValue",
    "VariantMedia",
    "Word",
    "WordKey",
]
