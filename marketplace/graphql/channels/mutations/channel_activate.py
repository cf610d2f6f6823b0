"""Open a channel to customers."""

from typing import Any

import graphene

from marketplace.channels.services.channel_update import channel_activate
from marketplace.graphql.channels.frame import ERROR_FIELDS, ChannelError, channel_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.channels import Channel


class ChannelActivate(ServiceMutation):
    """Open a channel to customers. Requires MANAGE_CHANNELS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a channel.")

    class Meta:
        error_type = ChannelError
        error_fields = ERROR_FIELDS

    channel = graphene.Field(Channel, description="The channel.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such channel
        """
        key = channel_key(id)
        channel = channel_activate(actor=info.context.actor, channel_id=key, is_active=True)
        return cls(channel=channel)
