"""Delete a tax class of the back office."""

from typing import Any

import graphene

from catalog.services.tax_class_write import tax_class_delete
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.taxes.frame import TaxClassDeleteError, tax_class_key
from marketplace.graphql.taxes.types import TaxClass


class TaxClassDelete(ServiceMutation):
    """Delete a tax class of the back office. Requires MANAGE_TAXES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a tax class.")

    class Meta:
        error_type = TaxClassDeleteError

    tax_class = graphene.Field(TaxClass, description="The tax class.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such tax class
        """
        return cls(tax_class=tax_class_delete(actor=info.context.actor, tax_class_id=tax_class_key(id)))
