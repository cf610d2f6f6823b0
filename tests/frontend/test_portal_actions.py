"""Test that no page and no button of the portal lacks a picture, a number or a slot for a voice."""

import re
from pathlib import Path

from frontend import urls_books, urls_portal
from frontend.icons import ICONS
from frontend.portal_actions import ACTIONS, BAR, BEHIND_MORE
from marketplace.network.models import Recording

TEMPLATES = Path("frontend/templates/frontend")
# Files that a button of a page hands over, and sounds: no place where one is.
FILES = {
    "portal-invoice", "portal-receipt-paper", "portal-evidence", "portal-statement-paper",
    "portal-statement-lines", "portal-catalogue", "portal-table-errors", "voice",
    "portal-poster", "portal-tags",
}  # fmt: skip
BUTTON = re.compile(r'<button type="submit"[^>]*>(.*?)</button>(.{0,14})', re.DOTALL)
# Buttons that show something of their own: whose cooperative, and the eye in the bar
OWN = ("portal/today.html", "portal_base.html")


def test_every_address_of_the_portal_is_an_action_with_picture_number_and_slot() -> None:
    patterns = [*urls_portal.urlpatterns, *urls_books.urlpatterns]
    names = {str(each.name) for each in patterns if str(each.pattern).lstrip("^").startswith("portal/")}
    known = {key.split(":")[0] for key in ACTIONS}
    slot = Recording._meta.get_field("action").max_length or 0

    assert names - FILES == known
    for action in ACTIONS.values():
        assert action.icon in ICONS
        assert str(action.text)
        assert len(action.key) <= slot
    numbers = [action.number for action in ACTIONS.values()]
    assert len(numbers) == len(set(numbers))
    assert len(BAR) <= 5
    assert [ACTIONS[key].number for key in BAR] == [1, 2, 3, 4, 5]
    assert set(BEHIND_MORE).isdisjoint(BAR)


def test_every_button_takes_picture_and_number_from_the_register_and_can_be_heard() -> None:
    found: set[str] = set()
    pages = sorted([*(TEMPLATES / "portal").glob("*.html"), TEMPLATES / "portal_base.html"])
    for page in pages:
        text = page.read_text()
        name = str(page.relative_to(TEMPLATES))
        for inside, after in BUTTON.findall(text):
            key = re.match(r'\{% act "([a-z:-]+)"', inside)
            if key is None:
                assert name in OWN, (name, inside)
                assert "{% icon" in inside or "{% seal" in inside
                continue
            found.add(key[1])
            assert after.startswith("{% listen"), (name, inside)
        assert len(BUTTON.findall(text)) == text.count('<button type="submit"')

    # Pages have the numbers up to 50, and since those were given, from 140 on
    acts = {key for key in ACTIONS if 50 < ACTIONS[key].number < 140}
    assert acts - {f"portal-vote:{ballot}" for ballot in ("yes", "no", "abstain")} - found == {
        "portal-words",
        "portal-switch",
    }
    assert found - {"portal-vote:"} <= acts
