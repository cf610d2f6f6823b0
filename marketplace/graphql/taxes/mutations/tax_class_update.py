"""Change a tax class."""

from typing import Any

import graphene

from catalog.services.tax_class_write import tax_class_update
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.taxes.frame import TaxClassUpdateError, tax_class_key
from marketplace.graphql.taxes.inputs import TaxClassUpdateInput, rates_given
from marketplace.graphql.taxes.types import TaxClass


class TaxClassUpdate(ServiceMutation):
    """Change a tax class. Requires MANAGE_TAXES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a tax class.")
        input = graphene.Argument(TaxClassUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = TaxClassUpdateError

    tax_class = graphene.Field(TaxClass, description="The tax class.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such tax class
        """
        tax_class = tax_class_update(
            actor=info.context.actor,
            tax_class_id=tax_class_key(id),
            name=input.get("name"),
            rates=rates_given(input.get("update_country_rates"), input.get("remove_country_rates")),
            now=info.context.now,
        )
        return cls(tax_class=tax_class)
