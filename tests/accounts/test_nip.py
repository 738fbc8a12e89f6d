"""The employee number, by kind of employment. Every number is invented."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.nip import clean_nip, group_nip

pytestmark = pytest.mark.any_database

TODAY = date(2026, 11, 24)


def test_a_number_is_accepted_and_grouped_as_papers_print_it() -> None:
    assert clean_nip("197508171994032002", "pns", TODAY) == "197508171994032002"
    assert group_nip("197508171994032002") == "19750817 199403 2 002"


@pytest.mark.parametrize(
    ("typed", "kind", "stored"),
    [
        ("19750817 199403 2 002", "pns", "197508171994032002"),
        ("  19750817\t199403 2 002 ", "pns", "197508171994032002"),
        ("198802291999011001", "pns", None),  # appointed before 18
        ("198802292008021001", "pns", "198802292008021001"),  # born on a leap day
        ("200001012018011001", "pns", "200001012018011001"),  # appointed in the month of the 18th birthday
        ("200002012018011001", "pns", None),  # one month too early
        ("200001012026111999", "pns", "200001012026111999"),  # appointed this month, the largest serial
        ("200001012026121001", "pns", None),  # appointed next month
        ("200001012027011001", "pns", None),
        # PPPK: digits 13 and 14 count contracts, so they need not be a month
        ("199003052023211007", "pppk", "199003052023211007"),
        ("199003052023211007", "pns", None),
        ("199003052024992015", "pppk", "199003052024992015"),
        ("199003052023002007", "pppk", "199003052023002007"),
        ("", "non_asn", ""),
        ("   ", "non_asn", ""),
    ],
)
def test_number(typed: str, kind: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(ValidationError):
            clean_nip(typed, kind, TODAY)
    else:
        assert clean_nip(typed, kind, TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("", "pns", "nip_length"),
        ("", "pppk", "nip_length"),
        ("19750817199403200", "pns", "nip_length"),
        ("1975081719940320021", "pns", "nip_length"),
        ("19750817199403200a", "pns", "nip_length"),
        ("١٩٧٥٠٨١٧١٩٩٤٠٣٢٠٠٢", "pns", "nip_length"),  # digits, but not ours
        ("19750817-199403-2-002", "pns", "nip_length"),
        ("197513191994032002", "pns", "nip_birth"),
        ("197500191994032002", "pns", "nip_birth"),
        ("197509311994032002", "pns", "nip_birth"),
        ("198902292008021001", "pns", "nip_birth"),  # no leap year
        ("000009191994032002", "pns", "nip_birth"),
        ("197513191994032002", "pppk", "nip_birth"),
        ("197508171994002002", "pns", "nip_appointment_month"),
        ("197508171994132002", "pns", "nip_appointment_month"),
        ("197508172026122002", "pns", "nip_appointment_future"),
        ("197508171993072002", "pns", "nip_appointment_age"),
        ("197508171994030002", "pns", "nip_sex"),
        ("197508171994033002", "pns", "nip_sex"),
        ("199003052023210007", "pppk", "nip_sex"),
        ("199003052023213007", "pppk", "nip_sex"),
        ("197508171994032000", "pns", "nip_serial"),
        ("199003052023211000", "pppk", "nip_serial"),
        ("197508171994032002", "non_asn", "nip_given"),
        ("1", "non_asn", "nip_given"),
    ],
)
def test_refusal_says_which_part_is_wrong(typed: str, kind: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_nip(typed, kind, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize("nip", ["", "123", "1975081719940320021"])
def test_what_is_not_18_digits_is_printed_as_it_is(nip: str) -> None:
    assert group_nip(nip) == nip
