"""Who may ask what of taxes."""

from catalog.models.tax import TaxClass
from catalog.services.tax_class_write import tax_class_create
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import NOON
from tests.marketplace.graphql.authorisation.rows import Arguments, Row, needs, staff_only
from tests.marketplace.graphql.authorisation.world import World


def _class(world: World) -> str:
    machine = Actor.of_machine("test")
    row = TaxClass.objects.first() or tax_class_create(actor=machine, name="Livres", rates={}, now=NOON)
    return world.id("TaxClass", row.pk)


def _taxes(arguments: Arguments) -> Row:
    """What the staff for taxes does, or who keeps the settings of the whole shop."""
    return needs(Permission.MANAGE_TAXES, arguments, alternatives=(Permission.MANAGE_SETTINGS,))


ROWS: dict[str, Row] = {
    "Query.taxConfiguration": staff_only(lambda w: {"id": w.id("TaxConfiguration", w.channel.pk)}),
    "Query.taxConfigurations": staff_only(lambda _w: {"first": 5}),
    "Query.taxClass": staff_only(lambda w: {"id": _class(w)}),
    "Query.taxClasses": staff_only(lambda _w: {"first": 5}),
    "Query.taxCountryConfiguration": staff_only(lambda _w: {"countryCode": "MA"}),
    "Query.taxCountryConfigurations": staff_only(),
    "Mutation.taxClassCreate": _taxes(lambda _w: {"input": {"name": "Livres"}}),
    "Mutation.taxClassUpdate": _taxes(lambda w: {"id": _class(w), "input": {"name": "Revues"}}),
    "Mutation.taxClassDelete": _taxes(lambda w: {"id": _class(w)}),
    "Mutation.taxConfigurationUpdate": _taxes(
        lambda w: {"id": w.id("TaxConfiguration", w.channel.pk), "input": {"chargeTaxes": False}}
    ),
    "Mutation.taxCountryConfigurationUpdate": _taxes(
        lambda _w: {"countryCode": "FR", "updateTaxClassRates": [{"rate": 20}]}
    ),
    "Mutation.taxCountryConfigurationDelete": _taxes(lambda _w: {"countryCode": "FR"}),
}
