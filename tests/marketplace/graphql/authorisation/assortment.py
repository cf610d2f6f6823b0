"""Who may ask what of attributes, product types, categories, products and variants."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.media import Media, VariantMedia
from catalog.services.attribute_write import AttributeChanges, NewAttribute, attribute_create
from catalog.services.product_type_write import product_type_attributes_assign
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import NOON
from tests.factories.logistics import picture
from tests.marketplace.graphql.authorisation.rows import (
    EVERYBODY,
    Arguments,
    Person,
    Row,
    everybody,
    needs,
)
from tests.marketplace.graphql.authorisation.world import World

_MACHINE = Actor.of_machine("test")
_TYPES, _PRODUCTS = Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES, Permission.MANAGE_PRODUCTS


def _attribute_row(world: World) -> Attribute:
    known = Attribute.objects.filter(slug="couleur").first()
    if known is not None:
        return known
    new = NewAttribute(kind="product_type")
    made = attribute_create(actor=_MACHINE, new=new, changes=AttributeChanges(name="Couleur"))
    product_type_attributes_assign(
        actor=_MACHINE, product_type_id=world.product.product_type_id, assigned={made.pk: (True, False)}
    )
    return made


def _attribute(world: World) -> str:
    return world.id("Attribute", _attribute_row(world).pk)


def _value(world: World) -> str:
    """Return the ID of a value of the attribute."""
    row = _attribute_row(world)
    known = row.values.first() or AttributeValue.objects.create(
        attribute=row, slug="rouge", names={"fr": "Rouge"}
    )
    return world.id("AttributeValue", known.pk)


def _kind(world: World) -> str:
    return world.id("ProductType", world.product.product_type_id)


def _draft(world: World) -> str:
    return world.id("Product", world.draft.pk)


def _variant(world: World) -> str:
    return world.id("ProductVariant", world.variant.pk)


_SELLERS = frozenset({Person.HOLDER, Person.MEMBER})


def _sellers(arguments: Arguments) -> Row:
    """What the staff for products does, or the people who sell for the cooperative; from others it is hidden."""
    return Row(_SELLERS, arguments, _PRODUCTS, hidden=EVERYBODY - _SELLERS)


def _new_product(world: World) -> dict[str, Any]:
    return {
        "name": "Tapis",
        "productType": _kind(world),
        "category": world.id("Category", world.product.category_id),
        "organisation": world.id("Cooperative", world.product.organisation_id),
    }


def _picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("tapis.jpg", picture())


def _unassigned(world: World) -> str:
    new = NewAttribute(kind="product_type")
    made = attribute_create(actor=_MACHINE, new=new, changes=AttributeChanges(name="Taille"))
    return world.id("Attribute", made.pk)


def _media(world: World) -> int:
    """Return the key of the picture of the world's product."""
    rows = Media.objects.filter(product=world.product)
    known = rows.first() or Media.objects.create(
        product=world.product, image="a.png", width=1, height=1, created_at=NOON
    )
    return known.pk


def _shown(world: World) -> int:
    """Return the key of a picture that shows the world's variant."""
    key = _media(world)
    VariantMedia.objects.get_or_create(variant=world.variant, media_id=key)
    return key


ROWS: dict[str, Row] = {
    "Mutation.attributeCreate": needs(
        _TYPES, lambda _w: {"input": {"name": "Taille", "type": "PRODUCT_TYPE"}}
    ),
    "Mutation.attributeUpdate": needs(_TYPES, lambda w: {"id": _attribute(w), "input": {"name": "Teinte"}}),
    "Query.productVariants": everybody(lambda _w: {"first": 5}),
    "Query.attributes": everybody(lambda _w: {"first": 5}),
    "Query.attribute": everybody(lambda w: {"id": _attribute(w)}),
    "Query.productTypes": everybody(lambda _w: {"first": 5}),
    "Query.productType": everybody(lambda w: {"id": _kind(w)}),
    "Mutation.attributeBulkDelete": needs(_TYPES, lambda w: {"ids": [_attribute(w)]}),
    "Mutation.attributeReorderValues": needs(_TYPES, lambda w: {"attributeId": _attribute(w), "moves": []}),
    "Mutation.attributeValueCreate": needs(
        _TYPES, lambda w: {"attribute": _attribute(w), "input": {"name": "Bleu"}}
    ),
    "Mutation.attributeValueUpdate": needs(_TYPES, lambda w: {"id": _value(w), "input": {"name": "Bleu"}}),
    "Mutation.attributeValueDelete": needs(_TYPES, lambda w: {"id": _value(w)}),
    "Mutation.attributeValueBulkDelete": needs(_TYPES, lambda w: {"ids": [_value(w)]}),
    "Mutation.productBulkDelete": _sellers(lambda w: {"ids": [_draft(w)]}),
    "Mutation.productVariantBulkDelete": _sellers(lambda w: {"ids": [_variant(w)]}),
    "Mutation.productVariantReorder": _sellers(lambda w: {"productId": _draft(w), "moves": []}),
    "Mutation.productTypeBulkDelete": needs(_TYPES, lambda w: {"ids": [_kind(w)]}),
    "Mutation.productTypeReorderAttributes": needs(
        _TYPES, lambda w: {"productTypeId": _kind(w), "type": "PRODUCT", "moves": []}
    ),
    "Mutation.attributeDelete": needs(_TYPES, lambda w: {"id": _attribute(w)}),
    "Mutation.attributeBulkCreate": needs(
        _TYPES, lambda _w: {"attributes": [{"name": "Taille", "type": "PRODUCT_TYPE"}]}, selection="count"
    ),
    "Mutation.productTypeCreate": needs(_TYPES, lambda _w: {"input": {"name": "Tapis"}}),
    "Mutation.productTypeUpdate": needs(_TYPES, lambda w: {"id": _kind(w), "input": {"name": "Tapis"}}),
    "Mutation.productTypeDelete": needs(_TYPES, lambda w: {"id": _kind(w)}),
    "Mutation.productAttributeAssign": needs(
        _TYPES,
        lambda w: {
            "productTypeId": _kind(w),
            "operations": [{"id": _unassigned(w), "type": "PRODUCT"}],
        },
    ),
    "Mutation.productAttributeUnassign": needs(
        _TYPES, lambda w: {"productTypeId": _kind(w), "attributeIds": [_attribute(w)]}
    ),
    "Mutation.productAttributeAssignmentUpdate": needs(
        _TYPES,
        lambda w: {
            "productTypeId": _kind(w),
            "operations": [{"id": _attribute(w), "variantSelection": True}],
        },
    ),
    "Mutation.categoryCreate": needs(_PRODUCTS, lambda _w: {"input": {"name": "Maison"}}),
    "Mutation.categoryUpdate": needs(
        _PRODUCTS,
        lambda w: {"id": w.id("Category", w.product.category_id), "input": {"name": "Maison"}},
    ),
    "Mutation.categoryDelete": needs(_PRODUCTS, lambda w: {"id": w.id("Category", w.product.category_id)}),
    "Mutation.categoryBulkDelete": needs(
        _PRODUCTS, lambda w: {"ids": [w.id("Category", w.product.category_id)]}
    ),
    # Whoever is nobody in particular is told what is needed; other sellers that there is no such cooperative
    "Mutation.productCreate": Row(
        _SELLERS,
        lambda w: {"input": _new_product(w)},
        _PRODUCTS,
        hidden=EVERYBODY - _SELLERS - {Person.VISITOR},
    ),
    "Mutation.productUpdate": _sellers(lambda w: {"id": _draft(w), "input": {"name": "Tapis"}}),
    "Mutation.productDelete": _sellers(lambda w: {"id": _draft(w)}),
    "Mutation.productChannelListingUpdate": _sellers(
        lambda w: {
            "id": _draft(w),
            "input": {"updateChannels": [{"channelId": w.id("Channel", w.channel.pk)}]},
        }
    ),
    "Mutation.productVariantCreate": _sellers(lambda w: {"input": {"product": _draft(w), "attributes": []}}),
    "Mutation.productVariantBulkCreate": _sellers(
        lambda w: {"product": _draft(w), "variants": [{"attributes": []}]}
    ),
    "Mutation.productVariantBulkUpdate": _sellers(
        lambda w: {
            "product": w.id("Product", w.product.pk),
            "variants": [{"id": _variant(w), "name": "Grand"}],
        }
    ),
    # Each writes for the cooperative for which they sell
    "Mutation.productBulkCreate": Row(
        frozenset({Person.MEMBER, Person.STRANGER, Person.HOLDER}),
        lambda w: {"products": [{k: v for k, v in _new_product(w).items() if k != "organisation"}]},
        _PRODUCTS,
    ),
    "Mutation.productVariantUpdate": _sellers(lambda w: {"id": _variant(w), "input": {"name": "Grand"}}),
    "Mutation.productVariantPreorderDeactivate": _sellers(lambda w: {"id": _variant(w)}),
    "Mutation.productVariantDelete": _sellers(lambda w: {"id": _variant(w)}),
    "Mutation.productVariantChannelListingUpdate": _sellers(
        lambda w: {
            "id": _variant(w),
            "input": [{"channelId": w.id("Channel", w.channel.pk), "price": 12}],
        }
    ),
    "Mutation.productMediaCreate": _sellers(
        lambda w: {"input": {"product": _draft(w), "alt": "Tapis", "image": _picture()}}
    ),
    "Mutation.productMediaUpdate": _sellers(
        lambda w: {"id": w.id("ProductMedia", _media(w)), "input": {"alt": "Tapis"}}
    ),
    "Mutation.productMediaDelete": _sellers(lambda w: {"id": w.id("ProductMedia", _media(w))}),
    "Mutation.productMediaBulkDelete": _sellers(lambda w: {"ids": [w.id("ProductMedia", _media(w))]}),
    "Mutation.productMediaReorder": _sellers(
        lambda w: {
            "productId": w.id("Product", w.product.pk),
            "mediaIds": [w.id("ProductMedia", _media(w))],
        }
    ),
    "Mutation.variantMediaAssign": _sellers(
        lambda w: {"mediaId": w.id("ProductMedia", _media(w)), "variantId": _variant(w)}
    ),
    "Mutation.variantMediaUnassign": _sellers(
        lambda w: {"mediaId": w.id("ProductMedia", _shown(w)), "variantId": _variant(w)}
    ),
}
