"""The tree of categories is read again as soon as something in it changes."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models.taxonomy import Category
from marketplace.graphql.answers.reading import reading
from marketplace.graphql.catalog.kept_tree import current_tree
from tests.factories.catalog import CategoryFactory


@pytest.mark.django_db(transaction=True)
def test_the_tree_is_read_once_until_it_changes() -> None:
    honey = CategoryFactory.create(slug="honey")
    assert set(current_tree().by_slug) == {"honey"}

    with CaptureQueriesContext(connection) as asked:
        again = current_tree()
    Category.objects.filter(pk=honey.pk).update(slug="miel")

    assert [Category._meta.db_table in query["sql"] for query in asked] == [False]
    assert set(again.by_slug) == {"honey"}
    assert set(current_tree().by_slug) == {"miel"}


@pytest.mark.django_db(transaction=True)
def test_what_an_open_transaction_sees_is_not_kept() -> None:
    CategoryFactory.create(slug="honey")
    current_tree()
    with transaction.atomic():
        CategoryFactory.create(slug="never")
        assert set(current_tree().by_slug) == {"honey", "never"}
        transaction.set_rollback(True)
    with transaction.atomic():
        CategoryFactory.create(slug="oil")

    assert set(current_tree().by_slug) == {"honey", "oil"}


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_shows_the_kept_tree_says_so() -> None:
    CategoryFactory.create()
    current_tree()
    with reading() as read:
        current_tree()

    assert read.tables == {Category._meta.db_table}
    assert read.versions
