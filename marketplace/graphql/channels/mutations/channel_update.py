"""Change a channel."""

from typing import Any

import graphene

from logistics.services.channel_supply import channel_update_supplied
from marketplace.graphql.channels.frame import ERROR_FIELDS, ChannelError, channel_key
from marketplace.graphql.channels.inputs import ChannelUpdateInput, channel_changes, supply_changes
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.channels import Channel


class ChannelUpdate(ServiceMutation):
    """Change a channel. Requires MANAGE_CHANNELS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a channel.")
        input = graphene.Argument(ChannelUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = ChannelError
        error_fields = ERROR_FIELDS

    channel = graphene.Field(Channel, description="The channel.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such channel, warehouse or zone
        """
        channel = channel_update_supplied(
            actor=info.context.actor,
            channel_id=channel_key(id),
            changes=channel_changes(input),
            supply=supply_changes(input),
        )
        return cls(channel=channel)
