import pytest

from catalog.selectors.categories import category_tree, families
from marketplace.kernel.errors import NotFound
from tests.factories.catalog import CategoryFactory, ProductTypeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    food = CategoryFactory.create(slug="food", position=1)
    crafts = CategoryFactory.create(slug="crafts", position=0)
    honey = CategoryFactory.create(slug="honey", parent=food, position=1)
    dates = CategoryFactory.create(slug="dates", parent=food, position=0)
    CategoryFactory.create(slug="majhoul", parent=dates)
    return {row.slug: row.pk for row in (food, crafts, honey, dates)}


def test_the_tree_is_read_in_one_query_and_in_order(tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = category_tree()

    assert [shelf.slug for shelf in found.shelves.values()] == ["crafts", "food", "dates", "majhoul", "honey"]
    assert [shelf.level for shelf in found.shelves.values()] == [0, 0, 1, 2, 1]
    assert [shelf.slug for shelf in found.roots()] == ["crafts", "food"]
    assert [shelf.slug for shelf in found.children(tree["food"])] == ["dates", "honey"]


def test_a_shelf_knows_its_way_and_what_stands_below(tree):
    found = category_tree()
    majhoul = found.find("majhoul").category_id

    assert [shelf.slug for shelf in found.path(majhoul)] == ["food", "dates", "majhoul"]
    assert found.ids_under(tree["food"]) == [tree["food"], tree["dates"], tree["honey"], majhoul]
    assert found.find("majhoul").name("ar") == "majhoul"


def test_an_unknown_shelf_is_not_found(tree):
    with pytest.raises(NotFound):
        category_tree().find("nowhere")


def test_families_come_in_their_order(django_assert_num_queries):
    ProductTypeFactory.create(key="b", position=1)
    ProductTypeFactory.create(key="a", position=0, names={"fr": "A"})

    with django_assert_num_queries(1):
        found = families()

    assert [family.key for family in found] == ["a", "b"]
    assert found[0].name("es") == "A"
