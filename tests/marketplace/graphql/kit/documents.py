"""Random documents for a schema: aliases, merged fields, fragments, directives and variables."""

from random import Random

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

CONDITIONS = ("yes", "no", "perhaps")
HEADER = "($yes: Boolean!, $no: Boolean!, $perhaps: Boolean = true, $n: Int = 2, $text: String)"


class Writer:
    """Writes one random document."""

    def __init__(self, schema: GraphQLSchema, seed: int) -> None:
        self.schema = schema
        self.draw = Random(seed)
        self.fragments: list[str] = []
        self.budget = 0

    def document(self, operation: str = "query") -> str:
        root = self.schema.query_type if operation == "query" else self.schema.mutation_type
        assert root is not None
        self.budget = self.draw.choice([4, 8, 16, 40])  # fields
        body = self.selection(root, 4)
        # Each variable is used, so that the document is valid whatever was drawn.
        used = "... @include(if: $yes) @skip(if: $no) { __typename } ... @skip(if: $perhaps) { __typename }"
        anchor = (" first" if operation == "mutation" else " a") + " { echo(x: $n, text: $text) }"
        return f"{operation} Q{HEADER} {{ {body} {used}{anchor} }} " + " ".join(self.fragments)

    def selection(self, type_: object, depth: int) -> str:
        parts = [self.part(type_, depth)]
        while self.budget > 0 and self.draw.random() < 0.65:
            parts.append(self.part(type_, depth))
        return " ".join(parts)

    def part(self, type_: object, depth: int) -> str:
        self.budget -= 1
        luck = self.draw.random() if self.budget > 0 else 1.0
        if luck < 0.1:
            return f"... {self.directive()} {{ {self.selection(type_, depth)} }}"
        if luck < 0.2:
            on = self.narrowed(type_)
            return f"... on {on} {self.directive()} {{ {self.selection(on, depth)} }}"
        if luck < 0.27:
            on = self.narrowed(type_)
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            at = len(self.fragments) - 1
            self.fragments[at] = f"fragment {name} on {on} {{ {self.selection(on, depth)} }}"
            return f"...{name} {self.directive()} " + (f"...{name}" if luck < 0.22 else "")
        if luck < 0.32:
            return "__typename"
        return self.field(type_, depth)

    def narrowed(self, type_: object) -> object:
        if is_abstract_type(type_):
            return self.draw.choice([type_, *self.schema.get_possible_types(type_)])  # type: ignore[arg-type]
        if isinstance(type_, GraphQLObjectType) and type_.interfaces and self.draw.random() < 0.3:
            return type_.interfaces[0]
        return type_

    def field(self, type_: object, depth: int) -> str:
        fields = dict(getattr(type_, "fields", {}))
        names = [
            n
            for n, f in fields.items()
            if (depth > 0 and self.budget > 0) or not is_composite_type(get_named_type(f.type))
        ]
        if not names:
            return "__typename"
        name = self.draw.choice(names)
        args, alias = self.arguments(name, fields[name].args)
        named = get_named_type(fields[name].type)
        below = f" {{ {self.selection(named, depth - 1)} }}" if is_composite_type(named) else ""
        return f"{alias}{name}{args} {self.directive()}{below}"

    def arguments(self, name: str, declared: dict[str, object]) -> tuple[str, str]:
        if not declared:
            return "", (f"also_{name}: " if self.draw.random() < 0.15 else "")
        values = {"x": ["1", "$n"], "text": ['"abc"', "$text", "null"], "strict": ["true", "$perhaps"]}
        values |= {"n": ["0", "2", "9"], "first": ["1", "$n", "4"], "broken": ["true", "$no", "false"]}
        chosen = [
            (arg, self.draw.choice(values[arg])) for arg in declared if arg == "n" or self.draw.random() < 0.5
        ]
        if not chosen:
            return "", ""
        key = "_".join(f"{arg}_{value.strip(chr(34)).replace('$', 'v')}" for arg, value in chosen)
        return "(" + ", ".join(f"{arg}: {value}" for arg, value in chosen) + ")", f"{name}_{key}: "

    def directive(self) -> str:
        luck = self.draw.random()
        if luck > 0.2:
            return ""
        word = self.draw.choice(["skip", "include"])
        return f"@{word}(if: {self.draw.choice(['true', 'false', '$yes', '$no', '$perhaps'])})"
