"""Where addresses lie: test that ..."""

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.places import country_name, place_read, region_in


def test_at_home_a_province_is_one_of_ours_and_abroad_the_area_is_a_text() -> None:
    home = {"country": "MA", "province": "MA-MAR", "area": "", "postcode": "40000"}
    assert place_read({**home, "area": "left out"}) == home
    assert place_read({"province": "MA-MAR", "postcode": "40000"}) == home
    abroad = place_read(
        {"country": "US", "province": "MA-MAR", "area": " CA\u202e", "postcode": "90250-1234"}
    )
    assert abroad == {"country": "US", "province": "", "area": "CA", "postcode": "90250-1234"}
    assert (region_in("MA-MAR"), region_in("")) == ("MA-07", "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"country": "MAR", "province": "MA-MAR"}, "country"),
        ({"country": "ma"}, "country"),
        ({"country": "MA", "province": "CA"}, "province"),
        ({"country": "FR", "area": "x" * 101}, "area"),
        ({"country": "FR", "postcode": "1" * 17}, "postcode"),
    ],
)
def test_what_cannot_be_an_address_is_refused_by_its_field(given: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        place_read(given)

    assert refusal.value.field == field


def test_a_country_is_named_in_the_readers_language() -> None:
    assert [country_name("MA", language) for language in ("en", "fr", "ar")] == ["Morocco", "Maroc", "المغرب"]
    assert (country_name("QQ", "fr"), country_name("US", "zgh")) == ("QQ", country_name("US", "zgh"))
