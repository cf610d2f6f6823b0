"""Open a channel."""

from typing import Any

import graphene

from logistics.services.channel_supply import channel_create_supplied
from marketplace.graphql.channels.frame import ERROR_FIELDS, ChannelError
from marketplace.graphql.channels.inputs import ChannelCreateInput, channel_changes, supply_changes
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.channels import Channel


class ChannelCreate(ServiceMutation):
    """Open a channel. Requires MANAGE_CHANNELS."""

    class Arguments:
        input = graphene.Argument(ChannelCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = ChannelError
        error_fields = ERROR_FIELDS

    channel = graphene.Field(Channel, description="The channel.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such warehouse or zone
        """
        channel = channel_create_supplied(
            actor=info.context.actor, changes=channel_changes(input), supply=supply_changes(input)
        )
        return cls(channel=channel)
