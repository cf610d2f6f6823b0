"""The things that the rows of the authorisation table ask for, and the people who ask."""

from collections.abc import Collection
from dataclasses import dataclass

from catalog.models.product import Product, Variant
from marketplace.channels.models import Channel
from marketplace.graphql.kit.ids import global_id
from marketplace.kernel.actor import Actor, Permission
from orders.models.checkout import Checkout
from orders.models.order import Order
from tests.factories.ground import OrganisationFactory, UserFactory, member_actor, staff_actor
from tests.factories.orders import Market, market


@dataclass(frozen=True, slots=True)
class World:
    """A small market with a published product, a basket and an order of one customer."""

    market: Market
    channel: Channel
    product: Product
    draft: Product
    variant: Variant
    owner: Actor
    owner_id: int
    member: Actor
    stranger: Actor
    customer: Actor

    def id(self, type_name: str, key: object) -> str:
        """Return a global id."""
        return global_id(type_name, key)

    def checkout(self) -> Checkout:
        """Return the owner's basket, with all that an order needs; made when first asked for."""
        known = Checkout.objects.filter(user_id=self.owner_id).first()
        if known is not None:
            return known
        basket = self.market.checkout({0: 1})
        Checkout.objects.filter(pk=basket.pk).update(user_id=self.owner_id)
        basket.refresh_from_db()
        return basket

    def order(self) -> Order:
        """Return the owner's order; made when first asked for."""
        known = Order.objects.filter(user_id=self.owner_id).first()
        if known is not None:
            return known
        order = self.market.order({0: 1})
        Order.objects.filter(pk=order.pk).update(user_id=self.owner_id)
        order.refresh_from_db()
        return order


def world_made() -> World:
    """Make it."""
    shop = market(prices=(10_000,), stock=20)
    variant = shop.variants[0]
    draft = Product.objects.create(
        organisation=variant.product.organisation,
        product_type=variant.product.product_type,
        category=variant.product.category,
        slug="draft",
        names={"fr": "Brouillon"},
        province=variant.product.province,
        region=variant.product.region,
        created_at=variant.product.created_at,
        updated_at=variant.product.updated_at,
    )
    owner_id = UserFactory.create().pk
    return World(
        market=shop,
        channel=shop.channel,
        product=variant.product,
        draft=draft,
        variant=variant,
        owner=Actor(user_id=owner_id),
        owner_id=owner_id,
        member=member_actor(shop.sellers[0]),
        stranger=member_actor(OrganisationFactory.create(active=True)),
        customer=Actor(user_id=UserFactory.create().pk),
    )


def staff_without(permissions: Collection[Permission]) -> Actor:
    """Return staff that may do all but this."""
    return staff_actor(*(each for each in Permission if each not in permissions))
