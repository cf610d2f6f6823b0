import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.kernel.checkdigits import (
    gs1_check_digit,
    gtin_check,
    iban_of_rib,
    ice_check,
    rib_check,
    rib_key,
    s10_check,
    s10_check_digit,
    s10_make,
    sscc_check,
    sscc_make,
)
from marketplace.kernel.errors import InvalidInput

# Synthetic: no bank has the code 999, and no enterprise a number of the range 9990000xx.
RIBS = [
    "999780000000000000000105",
    "999640000000000000004223",
    "999011000000000001234583",
]
ICES = ["999000001000172", "999000002000145"]


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=length, max_size=length)


def changed(text: str, place: int, digit: str) -> str:
    assume(text[place] != digit)
    return text[:place] + digit + text[place + 1 :]


def swapped(text: str, place: int) -> str:
    assume(text[place] != text[place + 1])
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def rib_of(account: str) -> str:
    return account + rib_key(account)


def ice_of(body: str) -> str:
    return body + f"{-int(body) * 100 % 97:02d}"


@pytest.mark.parametrize("rib", RIBS)
def test_a_right_rib_is_kept(rib: str) -> None:
    assert rib_check(rib) == rib
    assert rib_check(f"{rib[:3]} {rib[3:6]} {rib[6:22]} {rib[22:]}") == rib
    assert rib_key(rib[:22]) == rib[22:]


def test_the_iban_of_a_rib_begins_with_ma64() -> None:
    assert iban_of_rib(RIBS[0]) == "MA64999780000000000000000105"


def test_a_rib_is_read_from_its_iban() -> None:
    assert rib_check("MA64 9997 8000 0000 0000 0000 0105") == RIBS[0]
    with pytest.raises(InvalidInput):
        rib_check("MA65 9997 8000 0000 0000 0000 0105")


@pytest.mark.parametrize(
    "rib",
    [
        "",
        "123",
        "99978000000000000000010",
        RIBS[0] + "0",
        "0" * 24,
        "٩" * 24,
        "MA" + "x" * 26,
    ],
)
def test_a_rib_of_the_wrong_form_is_refused(rib: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rib_check(rib, field="bank_account")

    assert refused.value.field == "bank_account"


@given(digits(22), st.integers(0, 23), st.sampled_from("0123456789"))
def test_any_changed_digit_of_a_rib_is_refused(account: str, place: int, digit: str) -> None:
    with pytest.raises(InvalidInput):
        rib_check(changed(rib_of(account), place, digit))


@given(digits(22), st.integers(0, 22))
def test_any_two_swapped_neighbours_of_a_rib_are_refused(account: str, place: int) -> None:
    with pytest.raises(InvalidInput):
        rib_check(swapped(rib_of(account), place))


@pytest.mark.parametrize("ice", ICES)
def test_a_right_ice_is_kept(ice: str) -> None:
    assert ice_check(f" {ice[:9]} {ice[9:]} ") == ice


@given(digits(13), st.integers(0, 14), st.sampled_from("0123456789"))
def test_any_changed_digit_of_an_ice_is_refused(body: str, place: int, digit: str) -> None:
    with pytest.raises(InvalidInput):
        ice_check(changed(ice_of(body), place, digit))


@given(digits(13), st.integers(0, 13))
def test_any_two_swapped_neighbours_of_an_ice_are_refused(body: str, place: int) -> None:
    with pytest.raises(InvalidInput):
        ice_check(swapped(ice_of(body), place))


def test_the_check_digit_of_goods_is_that_of_gs1() -> None:
    # The example of the GS1 General Specifications, 7.9.1.
    assert gs1_check_digit("629104150021") == "3"
    assert gtin_check("6291041500213") == "6291041500213"
    assert gs1_check_digit("37610425002123456") == "9"


@pytest.mark.parametrize("length", [8, 12, 13, 14])
def test_a_gtin_may_have_each_of_the_four_lengths(length: int) -> None:
    body = "1" * (length - 1)
    assert gtin_check(body + gs1_check_digit(body)) == body + gs1_check_digit(body)


@given(digits(12), st.integers(0, 12), st.sampled_from("0123456789"))
def test_any_changed_digit_of_an_ean_is_refused(body: str, place: int, digit: str) -> None:
    with pytest.raises(InvalidInput):
        gtin_check(changed(body + gs1_check_digit(body), place, digit))


@given(digits(12), st.integers(0, 11))
def test_swapped_neighbours_of_an_ean_are_refused_unless_they_differ_by_five(body: str, place: int) -> None:
    code = body + gs1_check_digit(body)
    assume(abs(int(code[place]) - int(code[place + 1])) != 5)

    with pytest.raises(InvalidInput):
        gtin_check(swapped(code, place))


def test_an_sscc_is_made_of_prefix_and_serial() -> None:
    sscc = sscc_make(extension=3, company_prefix="7610425", serial=2123456)

    assert sscc == "376104250021234569"
    assert sscc_check("(00)" + sscc) == sscc


def test_a_serial_that_does_not_fit_an_sscc_is_refused() -> None:
    with pytest.raises(InvalidInput):
        sscc_make(extension=0, company_prefix="7610425", serial=10**9)


@given(st.integers(0, 10**9 - 1), st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_changed_digit_of_an_sscc_is_refused(serial: int, place: int, digit: str) -> None:
    with pytest.raises(InvalidInput):
        sscc_check(
            changed(
                sscc_make(extension=0, company_prefix="6111111", serial=serial),
                place,
                digit,
            )
        )


@pytest.mark.parametrize("code", ["EE471108151FR", "EB000717618HK", "LD000000014MA"])
def test_a_right_postal_number_is_kept(code: str) -> None:
    assert s10_check(f"{code[:2]} {code[2:11]} {code[11:].lower()}") == code


def test_a_postal_number_is_made_of_its_serial() -> None:
    assert s10_make(service="LD", serial=1) == "LD000000014MA"


def weighted(serial: str) -> int:
    return (
        sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    )


@given(digits(8), st.integers(0, 7), st.sampled_from("0123456789"))
def test_a_changed_digit_of_a_postal_number_is_refused_unless_both_sums_map_to_five(
    serial: str, place: int, digit: str
) -> None:
    other = changed(serial, place, digit)
    # The standard writes 5 both for the remainder 0 and for the remainder 6: only there two sums share a digit.
    assume({weighted(serial), weighted(other)} != {0, 6})

    with pytest.raises(InvalidInput):
        s10_check(f"LD{other}{s10_check_digit(serial)}MA")


@given(digits(8), st.integers(0, 6))
def test_swapped_neighbours_of_a_postal_number_are_refused_unless_both_sums_map_to_five(
    serial: str, place: int
) -> None:
    other = swapped(serial, place)
    assume({weighted(serial), weighted(other)} != {0, 6})

    with pytest.raises(InvalidInput):
        s10_check(f"LD{other}{s10_check_digit(serial)}MA")


@pytest.mark.parametrize("code", ["", "LD00000001MA", "L0000000014MA", "LD00000001XMA", "LD000000015MA"])
def test_a_postal_number_of_the_wrong_form_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput):
        s10_check(code)
