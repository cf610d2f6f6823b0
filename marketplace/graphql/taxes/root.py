"""What can be done to taxes."""

import graphene

from marketplace.graphql.taxes.mutations.tax_class_create import TaxClassCreate
from marketplace.graphql.taxes.mutations.tax_class_delete import TaxClassDelete
from marketplace.graphql.taxes.mutations.tax_class_update import TaxClassUpdate
from marketplace.graphql.taxes.mutations.tax_configuration_update import TaxConfigurationUpdate
from marketplace.graphql.taxes.mutations.tax_country_configuration_delete import TaxCountryConfigurationDelete
from marketplace.graphql.taxes.mutations.tax_country_configuration_update import TaxCountryConfigurationUpdate


class TaxMutations(graphene.ObjectType):
    """What can be done to taxes."""

    tax_class_create = TaxClassCreate.Field(description="Write a tax class.")
    tax_class_update = TaxClassUpdate.Field(description="Change a tax class.")
    tax_class_delete = TaxClassDelete.Field(description="Delete a tax class of the back office.")
    tax_configuration_update = TaxConfigurationUpdate.Field(description="Say how a channel is taxed.")
    tax_country_configuration_update = TaxCountryConfigurationUpdate.Field(
        description="Write the rates of a country."
    )
    tax_country_configuration_delete = TaxCountryConfigurationDelete.Field(
        description="Take the rates of a country back."
    )
