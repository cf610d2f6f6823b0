"""The root of the API's schema."""

import graphene

from marketplace.graphql.accounts.queries import AccountQueries
from marketplace.graphql.accounts.root import AccountMutations, PeopleMutations
from marketplace.graphql.alliances.queries import AllianceQueries
from marketplace.graphql.alliances.root import AllianceMutations
from marketplace.graphql.assortment.root import AssortmentMutations
from marketplace.graphql.backoffice.root import BackofficeMutations
from marketplace.graphql.books.queries import BooksQueries
from marketplace.graphql.books.root import BooksMutations
from marketplace.graphql.catalog.assigned import ASSIGNED_TYPES
from marketplace.graphql.catalog.attribute_lists import AttributeQueries
from marketplace.graphql.catalog.family_queries import FamilyQueries
from marketplace.graphql.catalog.queries import CatalogQueries
from marketplace.graphql.channels.root import ChannelMutations
from marketplace.graphql.checkout.queries import CheckoutQueries
from marketplace.graphql.checkout.root import CheckoutMutations
from marketplace.graphql.content.queries import ContentQueries
from marketplace.graphql.content.root import ContentMutations
from marketplace.graphql.discounts.queries import DiscountQueries
from marketplace.graphql.discounts.root import DiscountMutations
from marketplace.graphql.federation import FederationQueries
from marketplace.graphql.hub.queries import HubQueries
from marketplace.graphql.hub.recall_queries import RecallQueries
from marketplace.graphql.hub.root import HubMutations
from marketplace.graphql.integrations.events import EVENT_TYPES, Subscription
from marketplace.graphql.integrations.queries import IntegrationQueries
from marketplace.graphql.integrations.root import IntegrationMutations
from marketplace.graphql.lots.queries import LotQueries
from marketplace.graphql.metadata.root import MetadataMutations
from marketplace.graphql.orders.queries import OrderQueries
from marketplace.graphql.orders.sub_orders import SubOrderQueries
from marketplace.graphql.orders.transactions import MEANS_TYPES
from marketplace.graphql.payments.queries import PaymentQueries
from marketplace.graphql.payments.root import PaymentMutations
from marketplace.graphql.payments.types import PAYMENT_EVENT_TYPES
from marketplace.graphql.shipping.queries import ShippingQueries
from marketplace.graphql.shipping.root import ShippingMutations
from marketplace.graphql.shop.queries import ShopQueries
from marketplace.graphql.shop.root import ShopMutations
from marketplace.graphql.taxes.queries import TaxQueries
from marketplace.graphql.taxes.root import TaxMutations
from marketplace.graphql.translations.queries import TranslationQueries
from marketplace.graphql.translations.root import TranslationMutations
from marketplace.graphql.warehouses.queries import WarehouseQueries
from marketplace.graphql.warehouses.root import WarehouseMutations


class Query(
    AllianceQueries,
    BooksQueries,
    HubQueries,
    RecallQueries,
    SubOrderQueries,
    ShopQueries,
    CatalogQueries,
    AttributeQueries,
    FamilyQueries,
    ContentQueries,
    CheckoutQueries,
    OrderQueries,
    AccountQueries,
    WarehouseQueries,
    ShippingQueries,
    TaxQueries,
    LotQueries,
    DiscountQueries,
    IntegrationQueries,
    PaymentQueries,
    FederationQueries,
    TranslationQueries,
):
    """What can be read."""


class Mutation(
    CheckoutMutations,
    MetadataMutations,
    ContentMutations,
    BackofficeMutations,
    AllianceMutations,
    BooksMutations,
    HubMutations,
    AccountMutations,
    PeopleMutations,
    WarehouseMutations,
    ShippingMutations,
    ChannelMutations,
    TaxMutations,
    DiscountMutations,
    AssortmentMutations,
    ShopMutations,
    IntegrationMutations,
    PaymentMutations,
    TranslationMutations,
):
    """What can be changed."""


# Kinds of attributes, and events, are only reached through their interfaces.
schema = graphene.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[*ASSIGNED_TYPES, *EVENT_TYPES, *PAYMENT_EVENT_TYPES, *MEANS_TYPES],
)
