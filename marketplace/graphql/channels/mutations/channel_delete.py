"""Close a channel for good; another one takes over its orders."""

from typing import Any

import graphene

from marketplace.graphql.channels.frame import ERROR_FIELDS, ChannelError, channel_key
from marketplace.graphql.channels.inputs import ChannelDeleteInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.channels import Channel
from orders.services.channel_delete import channel_delete


class ChannelDelete(ServiceMutation):
    """Close a channel for good; another one takes over its orders. Requires MANAGE_CHANNELS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a channel.")
        input = graphene.Argument(ChannelDeleteInput, description="Who takes over its orders.")

    class Meta:
        error_type = ChannelError
        error_fields = ERROR_FIELDS

    channel = graphene.Field(Channel, description="The channel.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any] | None = None) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such channel
        """
        channel = channel_delete(
            actor=info.context.actor,
            channel_id=channel_key(id),
            heir_id=channel_key(input["channel_id"], field="channelId") if input else None,
            now=info.context.now,
        )
        return cls(channel=channel)
