"""Which channel a list of the catalogue is of, and which things of it the actor sees."""

from catalog.policies import may_see
from catalog.selectors.product_rows import ProductRow, Reach
from marketplace.channels.models import Channel
from marketplace.channels.selectors import channels_by_slug, channels_listed
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.channels import channel_of
from marketplace.kernel.actor import Permission

# Whoever of the staff works with products reads them in any state
_SEES_ALL = (Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS, Permission.MANAGE_DISCOUNTS)


def reached(info: Info, slug: str | None) -> tuple[Channel | None, Reach]:
    """
    Return the channel that a list is of, and which products of it the actor sees.

    :raises ApiError: if a visitor names no channel and there are several
    """
    actor = info.context.actor
    if not any(actor.may(each) for each in _SEES_ALL):
        return channel_of(info, slug), Reach.SHELVES
    if slug is not None:
        (named,) = info.context.load(channels_by_slug, [slug])
        return named, Reach.LISTED
    return next((each for each in channels_listed() if each.is_active), None), Reach.ALL


def is_seen(row: ProductRow, info: Info) -> bool:
    """Say whether the actor may see a product: everybody does, or it is their own, or they are its staff."""
    return row.is_visible or may_see(info.context.actor, row.organisation_id)
