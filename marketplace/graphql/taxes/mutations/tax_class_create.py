"""Write a tax class."""

from typing import Any

import graphene

from catalog.services.tax_class_write import tax_class_create
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.taxes.frame import TaxClassCreateError
from marketplace.graphql.taxes.inputs import TaxClassCreateInput, rates_given
from marketplace.graphql.taxes.types import TaxClass


class TaxClassCreate(ServiceMutation):
    """Write a tax class. Requires MANAGE_TAXES."""

    class Arguments:
        input = graphene.Argument(TaxClassCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = TaxClassCreateError

    tax_class = graphene.Field(TaxClass, description="The tax class.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        tax_class = tax_class_create(
            actor=info.context.actor,
            name=input["name"],
            rates=rates_given(input.get("create_country_rates")),
            now=info.context.now,
        )
        return cls(tax_class=tax_class)
