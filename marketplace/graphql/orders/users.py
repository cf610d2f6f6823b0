"""What the contract tells of people beside their orders and addresses."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.accounts.models import PermissionGroup
from marketplace.accounts.models import User as UserModel
from marketplace.accounts.policies import may_give, may_manage_staff
from marketplace.accounts.selectors import groups_by_user
from marketplace.channels.models import Channel as ChannelModel
from marketplace.channels.selectors import channels_listed
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, late
from marketplace.graphql.kit.scalars import UUID, DateTime
from marketplace.graphql.orders.pages import open_checkouts
from marketplace.graphql.orders.permissions import PermissionRow, UserPermission, permission_rows
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.metadata import FORBIDDEN, items_of
from marketplace.graphql.shop.pictures import Image, absolute, picture_args
from marketplace.kernel.actor import Permission


class UserFields:
    """Fields of User that speak of the person alone; its rows are the people themselves."""

    checkout = graphene.Field(
        late("Checkout"),
        resolver=answered_later("User.checkout"),
        description="The person's open checkout that was changed last.",
        deprecation_reason="Use the `checkoutTokens` field to fetch the user checkouts.",
    )
    checkout_tokens = graphene.List(
        graphene.NonNull(UUID),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        description="Keys of the person's open checkouts.",
        deprecation_reason="Use `checkoutIds` instead.",
    )
    note = graphene.String(description="What the staff wrote. Requires MANAGE_USERS or MANAGE_STAFF.")
    user_permissions = graphene.List(graphene.NonNull(UserPermission), description="What the person may.")
    permission_groups = graphene.List(graphene.NonNull(late("Group")), description="The person's groups.")
    editable_groups = graphene.List(
        graphene.NonNull(late("Group")), description="The person's groups that they may change."
    )
    accessible_channels = graphene.List(
        graphene.NonNull(Channel), description="Channels that the person sees: all."
    )
    restricted_access_to_channels = graphene.Boolean(
        required=True, description="Whether the person sees some channels only: never."
    )
    avatar = graphene.Field(Image, description="The person's picture.", **picture_args())
    external_reference = graphene.String(description="External ID of this user.")
    updated_at = graphene.Field(
        DateTime, required=True, description="When what is known of the person was last changed."
    )

    @staticmethod
    def resolve_private_metadata(root: UserModel, info: Info) -> list[dict[str, str]]:
        """Return what is kept for staff."""
        return items_of(_private(root, info))

    @staticmethod
    def resolve_private_metafield(root: UserModel, info: Info, key: str) -> str | None:
        """Return one value kept for staff."""
        return _private(root, info).get(key)

    @staticmethod
    def resolve_private_metafields(
        root: UserModel, info: Info, keys: Sequence[str] | None = None
    ) -> Mapping[str, str]:
        """Return a map of what is kept for staff."""
        return _chosen(_private(root, info), keys)

    @staticmethod
    def resolve_metadata(root: UserModel, _info: Info) -> list[dict[str, str]]:
        """Return what a client kept with the person."""
        return items_of(root.metadata)

    @staticmethod
    def resolve_metafield(root: UserModel, _info: Info, key: str) -> str | None:
        """Return one value that a client kept."""
        found: str | None = root.metadata.get(key)
        return found

    @staticmethod
    def resolve_metafields(
        root: UserModel, _info: Info, keys: Sequence[str] | None = None
    ) -> Mapping[str, str]:
        """Return a map of what a client kept."""
        return _chosen(root.metadata, keys)

    @staticmethod
    @batched
    def resolve_checkout_tokens(
        parents: Sequence[UserModel], info: Info, channel: str | None = None
    ) -> list[list[Any]]:
        """Return the keys of the open baskets."""
        found = info.context.load(open_checkouts, [each.pk for each in parents])
        return [[key for key, slug in rows or [] if channel is None or slug == channel] for rows in found]

    @staticmethod
    def resolve_note(root: UserModel, info: Info) -> str:
        """Return the note."""
        require_permission(info, Permission.MANAGE_USERS, Permission.MANAGE_STAFF)
        return root.note

    @staticmethod
    @batched
    def resolve_user_permissions(parents: Sequence[UserModel], info: Info) -> list[list[PermissionRow]]:
        """Return what each may, and by which groups."""
        return [
            permission_rows(_held(person, groups), groups)
            for person, groups in zip(parents, _groups(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_permission_groups(parents: Sequence[UserModel], info: Info) -> list[list[PermissionGroup]]:
        """Return the groups of each."""
        return _groups(parents, info)

    @staticmethod
    @batched
    def resolve_editable_groups(parents: Sequence[UserModel], info: Info) -> list[list[PermissionGroup]]:
        """Return the groups of each that who asks may change."""
        actor = info.context.actor
        return [
            [each for each in groups if may_manage_staff(actor) and may_give(actor, each.permissions)]
            for groups in _groups(parents, info)
        ]

    @staticmethod
    def resolve_accessible_channels(_root: UserModel, _info: Info) -> list[ChannelModel]:
        """Return all channels."""
        return channels_listed()

    @staticmethod
    def resolve_restricted_access_to_channels(_root: UserModel, _info: Info) -> bool:
        """Say no: people are not bound to channels."""
        return False

    @staticmethod
    def resolve_avatar(root: UserModel, _info: Info, **_size: Any) -> dict[str, str] | None:
        """Return the picture, which is small as it is kept."""
        return {"url": absolute(root.avatar.url), "alt": ""} if root.avatar else None


def user_id(root: UserModel) -> str:
    """Return a person's id; who does not exist yet has none."""
    return global_id("User", root.pk) if root.pk else ""


def _groups(parents: Sequence[UserModel], info: Info) -> list[list[PermissionGroup]]:
    keys = [each.pk if each.is_staff else None for each in parents]
    return [rows or [] for rows in info.context.load(groups_by_user, keys)]


def _held(person: UserModel, groups: Sequence[PermissionGroup]) -> set[str]:
    if person.is_superuser:
        return {each.value for each in Permission}
    own = person.staff_permissions if person.is_staff else []
    return set(own).union(*(group.permissions for group in groups))


def _private(root: UserModel, info: Info) -> Mapping[str, str]:
    needed = Permission.MANAGE_STAFF if root.is_staff else Permission.MANAGE_USERS
    if not info.context.actor.may(needed):
        raise PermissionDenied(FORBIDDEN)
    found: Mapping[str, str] = root.private_metadata
    return found


def _chosen(metadata: Mapping[str, str], keys: Sequence[str] | None) -> Mapping[str, str]:
    return dict(metadata) if keys is None else {key: metadata[key] for key in keys if key in metadata}
