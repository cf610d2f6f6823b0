"""Types that are named before they are declared."""

import graphene
import pytest

from marketplace.graphql.kit.late import declared, late


def test_a_type_can_be_named_before_it_is_declared():
    named = late("LateExample")
    with pytest.raises(KeyError):
        named()

    @declared
    class LateExample(graphene.ObjectType):
        id = graphene.ID()

    assert named() is LateExample
    assert declared(LateExample) is LateExample


def test_two_types_cannot_bear_one_name():
    def made() -> type:
        return type("LateTwin", (graphene.ObjectType,), {"id": graphene.ID()})

    declared(made())
    with pytest.raises(ValueError, match="Two types are called LateTwin"):
        declared(made())
