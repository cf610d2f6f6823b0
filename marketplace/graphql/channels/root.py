"""What can be done to channels."""

import graphene

from marketplace.graphql.channels.mutations.channel_activate import ChannelActivate
from marketplace.graphql.channels.mutations.channel_create import ChannelCreate
from marketplace.graphql.channels.mutations.channel_deactivate import ChannelDeactivate
from marketplace.graphql.channels.mutations.channel_delete import ChannelDelete
from marketplace.graphql.channels.mutations.channel_reorder_warehouses import ChannelReorderWarehouses
from marketplace.graphql.channels.mutations.channel_update import ChannelUpdate


class ChannelMutations(graphene.ObjectType):
    """What can be done to channels."""

    channel_create = ChannelCreate.Field(description="Open a channel.")
    channel_update = ChannelUpdate.Field(description="Change a channel.")
    channel_delete = ChannelDelete.Field(
        description="Close a channel for good; another one takes over its orders."
    )
    channel_activate = ChannelActivate.Field(description="Open a channel to customers.")
    channel_deactivate = ChannelDeactivate.Field(description="Close a channel to customers.")
    channel_reorder_warehouses = ChannelReorderWarehouses.Field(
        description="Order the warehouses of a channel."
    )
