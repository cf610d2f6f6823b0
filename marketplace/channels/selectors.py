"""Channels as faces read them: there are a handful."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel, ShopSettings
from marketplace.kernel.errors import NotFound
from marketplace.kernel.prepared import AnyOf, Slot, prepared


@prepared
def _default() -> QuerySet[Channel]:
    return Channel.objects.filter(is_default=True, is_active=True)


@prepared
def _by_id(ids: Slot) -> QuerySet[Channel]:
    return Channel.objects.filter(AnyOf("id", ids))


@prepared
def _by_slug(slugs: Slot) -> QuerySet[Channel]:
    return Channel.objects.filter(AnyOf("slug", slugs))


@prepared
def _settings() -> QuerySet[ShopSettings]:
    return ShopSettings.objects.order_by("pk")


def default_channel() -> Channel:
    """
    Return the market of the shop's own pages, in one query.

    :raises NotFound: if none is open
    """
    channel = _default.one()
    if channel is None:
        raise NotFound(_("The shop is not open yet."), field="channel")
    return channel


def channel_for_lists() -> Channel:
    """
    Return the market in which the back office sees what belongs to none: the default one, open or not.

    A shop without any has one that is not kept, in which nothing is listed.
    """
    return Channel.objects.order_by("-is_default", "pk").first() or Channel(pk=0)


def channels_listed() -> list[Channel]:
    """Return all channels, oldest first, in one query."""
    return list(Channel.objects.order_by("pk"))


def channels_by_slug(slugs: Sequence[str]) -> dict[str, Channel]:
    """Return channels by slug, active or not, in one query."""
    wanted = [slug for slug in slugs if "\x00" not in slug]
    return {channel.slug: channel for channel in _by_slug(slugs=wanted)} if wanted else {}


def channels_by_id(ids: Collection[int]) -> dict[int, Channel]:
    """Return channels by key, in one query; none for no key."""
    return {channel.pk: channel for channel in _by_id(ids=list(ids))} if ids else {}


def shop_settings() -> ShopSettings:
    """Return what the back office said of the whole shop; nothing, where it said nothing yet."""
    return _settings.one() or ShopSettings(pk=1)
