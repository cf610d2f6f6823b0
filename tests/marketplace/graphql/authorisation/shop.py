"""Who may ask what of the shop, its channels and its catalogue."""

from marketplace.kernel.actor import Permission
from tests.marketplace.graphql.authorisation.rows import Person, Row, everybody, seen_by, staff_only

ROWS: dict[str, Row] = {
    "Query.shop": everybody(selection="name languages { code }"),
    "Query._service": everybody(selection="sdl"),
    "Query.channel": everybody(lambda w: {"slug": w.channel.slug}),
    "Query.channels": staff_only(),
    "Query.products": everybody(lambda _w: {"first": 5}),
    "Query.product": seen_by(
        {Person.MEMBER, Person.HOLDER},
        lambda w: {"id": w.id("Product", w.draft.pk)},
        permission=Permission.MANAGE_PRODUCTS,
    ),
    "Query.productVariant": everybody(lambda w: {"id": w.id("ProductVariant", w.variant.pk)}),
    "Query.categories": everybody(lambda _w: {"first": 5}),
    "Query.category": everybody(lambda w: {"id": w.id("Category", w.product.category_id)}),
    "Query.cooperatives": everybody(lambda _w: {"first": 5}),
    "Query.cooperative": everybody(lambda w: {"id": w.id("Cooperative", w.product.organisation_id)}),
}
