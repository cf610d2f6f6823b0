"""Say how a channel is taxed."""

from typing import Any

import graphene

from marketplace.channels.models import Channel
from marketplace.channels.services.channel_tax_update import channel_tax_update
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.taxes.frame import TaxConfigurationUpdateError
from marketplace.graphql.taxes.inputs import TaxConfigurationUpdateInput, configuration_given
from marketplace.graphql.taxes.types import TaxConfiguration
from marketplace.kernel.errors import NotFound


class TaxConfigurationUpdate(ServiceMutation):
    """Say how a channel is taxed. Requires MANAGE_TAXES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a tax configuration.")
        input = graphene.Argument(
            TaxConfigurationUpdateInput, required=True, description="What is to change."
        )

    class Meta:
        error_type = TaxConfigurationUpdateError

    tax_configuration = graphene.Field(TaxConfiguration, description="How the channel is taxed.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such channel
        """
        key = key_of(id, "TaxConfiguration")
        channel = Channel.objects.filter(pk=key).first() if key is not None else None
        if channel is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        channel = channel_tax_update(
            actor=info.context.actor,
            channel_id=channel.pk,
            charges_taxes=input.get("charge_taxes"),
            api_settings=configuration_given(input, channel.api_settings),
        )
        return cls(tax_configuration=channel)
