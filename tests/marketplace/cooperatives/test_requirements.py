"""Which papers are demanded of whom."""

import pytest

from marketplace.cooperatives.requirements import papers_demanded, papers_missing


@pytest.mark.parametrize(
    ("kind", "sector", "sells", "papers"),
    [
        ("cooperative", "food", True, ["ice", "cooperative_register", "mandate", "onssa"]),
        ("union", "crafts", True, ["ice", "cooperative_register", "mandate"]),
        ("gie", "", False, ["ice", "rc", "mandate"]),
        ("company", "food", False, ["ice", "rc", "mandate"]),
        ("association", "herbs", True, ["ice", "statutes", "mandate"]),
    ],
)
def test_form_and_trade_decide_the_papers(kind, sector, sells, papers):
    assert [paper.value for paper in papers_demanded(kind, sector, sells=sells)] == papers


def test_what_is_handed_in_is_not_missing():
    missing = papers_missing("cooperative", "food", sells=True, handed_in=["ice", "onssa"])

    assert [paper.value for paper in missing] == ["cooperative_register", "mandate"]
