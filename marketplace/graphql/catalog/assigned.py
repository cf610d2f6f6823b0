"""Attributes as their kind says what their values are: `AssignedNumericAttribute.value` is a number, and so on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene

from catalog.selectors.assigned import Assigned, ValueRow
from marketplace.graphql.catalog import seen
from marketplace.graphql.catalog.assigned_row import AssignedRow
from marketplace.graphql.catalog.attributes import Attribute, language_argument, shown
from marketplace.graphql.catalog.texts import rich_text_in
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import JSON, Date, DateTime, PositiveInt
from marketplace.graphql.kit.wire import loads as read_json
from marketplace.graphql.shop.files import File
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.kernel.texts import text_in

MOST_VALUES = 100


class AssignedAttribute(graphene.Interface):
    """Represents an attribute assigned to an object."""

    attribute = graphene.Field(Attribute, required=True, description="Attribute assigned to an object.")

    @staticmethod
    def type_of(row: AssignedRow) -> str:
        """Say which kind of attribute it is."""
        kind = row.attribute.input_type
        if kind in ("reference", "single_reference"):
            return _REFERENCE_TYPES[kind, row.attribute.entity_type]
        return _TYPES[kind]


_TYPES: Mapping[str, str] = {
    "dropdown": "AssignedSingleChoiceAttribute",
    "multiselect": "AssignedMultiChoiceAttribute",
    "swatch": "AssignedSwatchAttribute",
    "file": "AssignedFileAttribute",
    "numeric": "AssignedNumericAttribute",
    "rich_text": "AssignedTextAttribute",
    "plain_text": "AssignedPlainTextAttribute",
    "boolean": "AssignedBooleanAttribute",
    "date": "AssignedDateAttribute",
    "date_time": "AssignedDateTimeAttribute",
}
_ENTITIES: Mapping[str, str] = {
    "page": "Page",
    "product": "Product",
    "product_variant": "ProductVariant",
    "category": "Category",
    "collection": "Collection",
}
_REFERENCE_TYPES: Mapping[tuple[str, str], str] = {
    (kind, entity): f"Assigned{number}{name}ReferenceAttribute"
    for kind, number in (("reference", "Multi"), ("single_reference", "Single"))
    for entity, name in _ENTITIES.items()
}


def _kind(name: str, what: str, value: Any, resolve: Callable[..., Any], **more: Any) -> type:
    """Return a type of the interface with its value, and perhaps its translation."""
    meta = type("Meta", (), {"name": name, "description": what, "interfaces": (AssignedAttribute,)})
    made: type = type(
        name,
        (graphene.ObjectType,),
        {"value": value, "resolve_value": staticmethod(resolve), **more, "Meta": meta},
    )
    return made


def _column(name: str) -> Callable[[AssignedRow, Info], Any]:
    def resolve(root: AssignedRow, _info: Info) -> Any:
        return getattr(root.first, name) if root.first is not None else None

    return resolve


def _limit() -> Any:
    return graphene.Argument(
        PositiveInt, default_value=MOST_VALUES, description="Maximum number of values to return."
    )


class _Translated:
    """How the name of a value in another language is answered; rows are `ValueRow`s."""

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[ValueRow], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[ValueRow], _info: Info, *, language_code: Any
    ) -> list[str | None]:
        """Return the names in just this language."""
        language = language_of(language_code)
        return [each.names.get(language) or None for each in parents]


class AssignedChoiceAttributeValue(_Translated, graphene.ObjectType):
    """Represents a value chosen from a list."""

    name = graphene.String(description="Name of the choice.")
    slug = graphene.String(description="Slug of the choice.")
    translation = graphene.String(
        language_code=language_argument(), description="Its name in a language, null if nobody wrote one."
    )


class AssignedSwatchAttributeValue(_Translated, graphene.ObjectType):
    """Represents a colour or a pattern."""

    name = graphene.String(description="Name of the swatch.")
    slug = graphene.String(description="Slug of the swatch.")
    hex_color = graphene.String(description="Its colour.")
    file = graphene.Field(File, description="Its pattern.")
    translation = graphene.String(
        language_code=language_argument(), description="Its name in a language, null if nobody wrote one."
    )

    @staticmethod
    def resolve_hex_color(root: ValueRow, _info: Info) -> str | None:
        """Return the colour."""
        return root.value or None

    @staticmethod
    def resolve_file(root: ValueRow, _info: Info) -> ValueRow | None:
        """Return the pattern."""
        return root if root.file_url else None


def _first(root: AssignedRow, _info: Info) -> ValueRow | None:
    return root.first


def _first_file(root: AssignedRow, _info: Info) -> ValueRow | None:
    return root.first if root.first is not None and root.first.file_url else None


def _some(root: AssignedRow, _info: Info, limit: int = MOST_VALUES) -> list[ValueRow]:
    return list(root.values[:limit])


def _document(root: AssignedRow, language: str) -> Any:
    text = rich_text_in(root.first.documents, {}, language) if root.first is not None else None
    return read_json(text.encode()) if text is not None else None


def _rich(root: AssignedRow, _info: Info) -> Any:
    return _document(root, DEFAULT_LANGUAGE)


def _rich_translated(root: AssignedRow, _info: Info, *, language_code: Any) -> Any:
    return _document(root, language_of(language_code))


def _plain(root: AssignedRow, _info: Info) -> str | None:
    return (text_in(root.first.plain_texts, DEFAULT_LANGUAGE) or None) if root.first is not None else None


def _plain_translated(root: AssignedRow, _info: Info, *, language_code: Any) -> str | None:
    if root.first is None:
        return None
    return root.first.plain_texts.get(language_of(language_code)) or None


def _number(root: AssignedRow, _info: Info) -> float | None:
    return float(root.first.number) if root.first is not None and root.first.number is not None else None


def _translated(field: Any, resolve: Callable[..., Any]) -> dict[str, Any]:
    return {"translation": field, "resolve_translation": staticmethod(resolve)}


ASSIGNED_TYPES: list[type] = [
    _kind(
        "AssignedNumericAttribute", "Represents a number.", graphene.Float(description="The number."), _number
    ),
    _kind(
        "AssignedTextAttribute",
        "Represents a rich text.",
        JSON(description="The text, as EditorJS blocks."),
        _rich,
        **_translated(
            JSON(language_code=language_argument(), description="The text in a language."), _rich_translated
        ),
    ),
    _kind(
        "AssignedPlainTextAttribute",
        "Represents a plain text.",
        graphene.String(description="The text."),
        _plain,
        **_translated(
            graphene.String(language_code=language_argument(), description="The text in a language."),
            _plain_translated,
        ),
    ),
    _kind(
        "AssignedFileAttribute",
        "Represents a file.",
        graphene.Field(File, description="The file."),
        _first_file,
    ),
    _kind(
        "AssignedSingleChoiceAttribute",
        "Represents a choice.",
        graphene.Field(AssignedChoiceAttributeValue, description="The chosen value."),
        _first,
    ),
    _kind(
        "AssignedMultiChoiceAttribute",
        "Represents several choices.",
        graphene.List(
            graphene.NonNull(AssignedChoiceAttributeValue),
            required=True,
            limit=_limit(),
            description="The chosen values.",
        ),
        _some,
    ),
    _kind(
        "AssignedSwatchAttribute",
        "Represents a colour or a pattern.",
        graphene.Field(AssignedSwatchAttributeValue, description="The chosen swatch."),
        _first,
    ),
    _kind(
        "AssignedBooleanAttribute",
        "Represents a yes or no.",
        graphene.Boolean(description="Yes or no."),
        _column("boolean"),
    ),
    _kind(
        "AssignedDateAttribute",
        "Represents a day.",
        graphene.Field(Date, description="The day."),
        _column("date"),
    ),
    _kind(
        "AssignedDateTimeAttribute",
        "Represents a moment.",
        graphene.Field(DateTime, description="The moment."),
        _column("date_time"),
    ),
]


# The column of a value that leads somewhere, and how what it leads to is read
_REFERENCES: Mapping[str, tuple[str, seen.Seen]] = {
    "Page": ("page_id", seen.pages_seen),
    "Product": ("product_id", seen.products_seen),
    "ProductVariant": ("variant_id", seen.variants_seen),
    "Category": ("category_id", seen.categories_seen),
    "Collection": ("collection_id", seen.collections_seen),
}


def _targets(parents: Sequence[AssignedRow], info: Info, name: str, limit: int) -> list[list[Any]]:
    """Return what the values of each lead to, without what the actor may not see."""
    column, read = _REFERENCES[name]
    lists = [
        [(each.channel, key) for value in each.values[:limit] if (key := getattr(value, column)) is not None]
        for each in parents
    ]
    keys = list(dict.fromkeys(key for keys in lists for key in keys))
    found = dict(zip(keys, read(keys, info), strict=True)) if keys else {}
    return [[found[key] for key in keys if found[key] is not None] for keys in lists]


def _reference_types(name: str) -> list[type]:
    @batched
    def resolve_one(parents: Sequence[AssignedRow], info: Info) -> list[Any]:
        return [next(iter(rows), None) for rows in _targets(parents, info, name, 1)]

    @batched
    def resolve_many(
        parents: Sequence[AssignedRow], info: Info, *, limit: int = MOST_VALUES
    ) -> list[list[Any]]:
        return _targets(parents, info, name, limit)

    return [
        _kind(
            f"AssignedSingle{name}ReferenceAttribute",
            f"Represents a reference to one {name}.",
            graphene.Field(late(name), description="What it leads to."),
            resolve_one,
        ),
        _kind(
            f"AssignedMulti{name}ReferenceAttribute",
            f"Represents references to {name} objects.",
            graphene.List(
                graphene.NonNull(late(name)), required=True, limit=_limit(), description="What it leads to."
            ),
            resolve_many,
        ),
    ]


for _name in _ENTITIES.values():
    ASSIGNED_TYPES += _reference_types(_name)


class ObjectWithAttributes(graphene.Interface):
    """What can have attributes; a row is a product, a variant or a page."""

    assigned_attribute = graphene.Field(
        AssignedAttribute,
        slug=graphene.String(required=True, description="Slug of the attribute."),
        description="A single attribute attached to the object.",
    )
    assigned_attributes = graphene.List(
        graphene.NonNull(AssignedAttribute),
        required=True,
        limit=_limit(),
        description="List of attributes assigned to the object.",
    )


AssignedOf = Callable[[Sequence[Any], Info], Sequence[list[Assigned] | None]]


def _named(found: Sequence[AssignedRow], slug: str) -> AssignedRow | None:
    return next((each for each in found if each.attribute.slug == slug), None)


def with_attributes(read: AssignedOf) -> type:
    """
    Return the resolvers of ObjectWithAttributes for a type of rows; inherit them.

    :param read: return the attributes of each row; a row may say by `channel` where it was read
    """

    def rows(parents: Sequence[Any], info: Info) -> list[list[AssignedRow]]:
        return [
            [AssignedRow(one, getattr(each, "channel", None)) for one in shown(assigned, info)]
            for each, assigned in zip(parents, read(parents, info), strict=True)
        ]

    class AttributesResolvers:
        """How the fields of ObjectWithAttributes are answered, and Saleor's older ones beside them."""

        @staticmethod
        @batched
        def resolve_assigned_attribute(
            parents: Sequence[Any], info: Info, *, slug: str
        ) -> list[AssignedRow | None]:
            """Return one attribute of each."""
            return [_named(found, slug) for found in rows(parents, info)]

        @staticmethod
        @batched
        def resolve_assigned_attributes(
            parents: Sequence[Any], info: Info, *, limit: int = MOST_VALUES
        ) -> list[list[AssignedRow]]:
            """Return the attributes of each."""
            return [found[:limit] for found in rows(parents, info)]

        @staticmethod
        @batched
        def resolve_attribute(parents: Sequence[Any], info: Info, *, slug: str) -> list[AssignedRow | None]:
            """Return one attribute of each, the older way."""
            return AttributesResolvers.resolve_assigned_attribute(parents, info, slug=slug)

        @staticmethod
        @batched
        def resolve_attributes(parents: Sequence[Any], info: Info) -> list[list[AssignedRow]]:
            """Return the attributes of each, the older way."""
            return rows(parents, info)

    return AttributesResolvers
