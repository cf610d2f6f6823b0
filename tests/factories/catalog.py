"""The smallest valid products; `ProductFactory(listed=True)` is one that can be bought."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.certificate import Certificate
from catalog.models.collection import Collection, CollectionListing, CollectionProduct
from catalog.models.menu import Menu, MenuItem
from catalog.models.offer import Listing, Price
from catalog.models.page import Page, PageType
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxAssignment, TaxTreatment
from catalog.models.taxonomy import Category, ProductType
from catalog.states import (
    AttributeInput,
    AttributeKind,
    CertificateScheme,
    CertificateState,
    ProductState,
    TaxCode,
)
from catalog.units import Unit
from marketplace.kernel.search_text import sort_key
from tests.factories.ground import NOON, ChannelFactory, OrganisationFactory


class ProductTypeFactory(DjangoModelFactory[ProductType]):
    """A family that needs no food authorisation; the same row when called again."""

    class Meta:
        model = ProductType
        django_get_or_create = ("key",)

    key = "family"
    names = LazyAttribute(lambda kind: {"fr": kind.key, "ar": kind.key})
    is_food = False
    default_tax_code = TaxCode.NORMAL


class CategoryFactory(DjangoModelFactory[Category]):
    """A shelf at the root; the same row when called again with the same slug."""

    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    slug = "shelf"
    names = LazyAttribute(lambda shelf: {"fr": shelf.slug, "ar": shelf.slug})


class TaxTreatmentFactory(DjangoModelFactory[TaxTreatment]):
    """Twenty per cent; the same row when called again."""

    class Meta:
        model = TaxTreatment
        django_get_or_create = ("code", "from_date")

    code = TaxCode.NORMAL
    rate = Decimal("0.2000")
    mentions = {"fr": "TVA 20 %"}
    from_date = date(2020, 1, 1)
    source = "test"


class TaxAssignmentFactory(DjangoModelFactory[TaxAssignment]):
    """An exemption; say of whom."""

    class Meta:
        model = TaxAssignment

    code = TaxCode.EXEMPT_91
    article = "91-IV"
    from_date = date(2020, 1, 1)


class ProductFactory(DjangoModelFactory[Product]):
    """
    A draft of an active seller.

    `listed=True` publishes it in the default channel with one priced variant of 500 g; `price_minor` sets its price.
    """

    class Meta:
        model = Product
        skip_postgeneration_save = True

    class Params:
        published = Trait(state=ProductState.PUBLISHED)

    organisation = SubFactory(OrganisationFactory, active=True)
    product_type = SubFactory(ProductTypeFactory)
    category = SubFactory(CategoryFactory)
    slug = Sequence(lambda n: f"product-{n}")
    names = Sequence(lambda n: {"fr": f"Produit {n}", "ar": f"منتوج {n}"})
    province = LazyAttribute(lambda product: product.organisation.province)
    region = LazyAttribute(lambda product: product.organisation.region)
    created_at = NOON - timedelta(days=90)
    updated_at = NOON - timedelta(days=90)

    @post_generation
    def listed(self: Product, create: bool, extracted: bool | None, **options: Any) -> None:
        """Publish, list and price it: listed=True, listed__price_minor=4500, listed__channel=..."""
        if not (create and extracted):
            return
        self.state = ProductState.PUBLISHED
        self.save(update_fields=["state"])
        price_minor = options.get("price_minor", 4500)
        channel = options.get("channel") or ChannelFactory.create()
        variant = VariantFactory.create(product=self)
        PriceFactory.create(variant=variant, channel=channel, amount_minor=price_minor)
        ListingFactory.create(product=self, channel=channel, price_from_minor=price_minor, visible=True)
        TaxTreatmentFactory.create()


class VariantFactory(DjangoModelFactory[Variant]):
    """A pack of 500 g."""

    class Meta:
        model = Variant

    product = SubFactory(ProductFactory)
    sku = Sequence(lambda n: f"SKU-{n}")
    names = {"fr": "500 g"}
    net_quantity = Decimal("500.000")
    unit = Unit.GRAM
    weight_g = 560


class PriceFactory(DjangoModelFactory[Price]):
    """45 dirhams in the default channel."""

    class Meta:
        model = Price

    variant = SubFactory(VariantFactory)
    channel = SubFactory(ChannelFactory)
    amount_minor = 4500
    currency = LazyAttribute(lambda price: price.channel.currency)


class ListingFactory(DjangoModelFactory[Listing]):
    """A place on the shelves, seen only with `visible=True`."""

    class Meta:
        model = Listing

    class Params:
        visible = Trait(is_visible=True, is_published=True, published_at=NOON - timedelta(days=60))

    product = SubFactory(ProductFactory)
    channel = SubFactory(ChannelFactory)
    price_from_minor = 4500
    currency = LazyAttribute(lambda listing: listing.channel.currency)
    organisation = LazyAttribute(lambda listing: listing.product.organisation)
    category = LazyAttribute(lambda listing: listing.product.category)
    product_type = LazyAttribute(lambda listing: listing.product.product_type)
    region = LazyAttribute(lambda listing: listing.product.region)
    province = LazyAttribute(lambda listing: listing.product.province)
    name_key_ar = LazyAttribute(lambda listing: sort_key(listing.product.name("ar")))
    name_key_fr = LazyAttribute(lambda listing: sort_key(listing.product.name("fr")))


class CertificateFactory(DjangoModelFactory[Certificate]):
    """An accepted certificate of a protected geographical indication, valid all year."""

    class Meta:
        model = Certificate

    organisation = SubFactory(OrganisationFactory, active=True)
    scheme = CertificateScheme.IGP
    number = Sequence(lambda n: f"IGP-{n}")
    issuer = "Normacert"
    issued_date = date(2026, 1, 1)
    expires_date = date(2026, 12, 31)
    state = CertificateState.ACCEPTED


class CollectionFactory(DjangoModelFactory[Collection]):
    """A collection that is shown nowhere; `published_in` is a channel where it is."""

    class Meta:
        model = Collection
        skip_postgeneration_save = True

    slug = Sequence(lambda n: f"collection-{n}")
    names = LazyAttribute(lambda row: {"fr": row.slug, "ar": row.slug})
    created_at = NOON - timedelta(days=90)
    updated_at = NOON - timedelta(days=90)

    @post_generation
    def published_in(self: Collection, create: bool, extracted: Any, **_options: Any) -> None:
        """Show it in a channel since a month."""
        if create and extracted is not None:
            CollectionListing.objects.create(
                collection=self, channel=extracted, is_published=True, published_at=NOON - timedelta(days=30)
            )

    @post_generation
    def products(self: Collection, create: bool, extracted: Any, **_options: Any) -> None:
        """Put these products into it, in their order."""
        for place, product in enumerate(extracted or ()):
            CollectionProduct.objects.create(collection=self, product=product, position=place)


class AttributeFactory(DjangoModelFactory[Attribute]):
    """A list to choose one of, for families of products."""

    class Meta:
        model = Attribute

    slug = Sequence(lambda n: f"attribute-{n}")
    names = LazyAttribute(lambda row: {"fr": row.slug, "ar": row.slug})
    kind = AttributeKind.PRODUCT_TYPE
    input_type = AttributeInput.DROPDOWN


class AttributeValueFactory(DjangoModelFactory[AttributeValue]):
    """A value to be chosen."""

    class Meta:
        model = AttributeValue

    attribute = SubFactory(AttributeFactory)
    slug = Sequence(lambda n: f"value-{n}")
    names = LazyAttribute(lambda row: {"fr": row.slug, "ar": row.slug})


class PageTypeFactory(DjangoModelFactory[PageType]):
    """A kind of page; the same row when called again with the same slug."""

    class Meta:
        model = PageType
        django_get_or_create = ("slug",)

    slug = "help"
    names = LazyAttribute(lambda row: {"fr": row.slug, "ar": row.slug})


class PageFactory(DjangoModelFactory[Page]):
    """A page that nobody sees yet; `published=True` shows it since a month."""

    class Meta:
        model = Page

    class Params:
        published = Trait(is_published=True, published_at=NOON - timedelta(days=30))

    page_type = SubFactory(PageTypeFactory)
    slug = Sequence(lambda n: f"page-{n}")
    titles = LazyAttribute(lambda row: {"fr": row.slug, "ar": row.slug})
    created_at = NOON - timedelta(days=90)
    updated_at = NOON - timedelta(days=90)


class MenuFactory(DjangoModelFactory[Menu]):
    """A menu without entries."""

    class Meta:
        model = Menu

    slug = Sequence(lambda n: f"menu-{n}")
    name = LazyAttribute(lambda row: row.slug)


class MenuItemFactory(DjangoModelFactory[MenuItem]):
    """An entry that leads nowhere."""

    class Meta:
        model = MenuItem

    menu = SubFactory(MenuFactory)
    names = Sequence(lambda n: {"fr": f"Entrée {n}", "ar": f"مدخل {n}"})
