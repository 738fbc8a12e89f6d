"""What people type, made fit to be read by others."""

import pytest
from django import forms

from helpdesk.text import VisibleText, without_hidden

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Nomor 045/X", "Nomor 045/X"),
        ("baris satu\r\n\tbaris dua", "baris satu\r\n\tbaris dua"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("su\u200brat\ufeff\u00ad", "surat"),
        ("ta\x01nda\x0b\x7f", "tanda"),
        ("\ue000\uffff\ud800", ""),
        ("Ibu Ratna 😀", "Ibu Ratna 😀"),
    ],
)
def test_hidden_marks_are_dropped(typed: str, shown: str) -> None:
    assert without_hidden(typed) == shown


class Letter(VisibleText, forms.Form):
    subject = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


def test_a_text_of_hidden_marks_alone_counts_as_empty() -> None:
    form = Letter({"subject": "\u202e\u200b", "password": "x"})
    assert form.errors.as_data()["subject"][0].code == "required"


def test_a_password_is_taken_as_it_was_typed() -> None:
    form = Letter({"subject": "Permohonan\u200b akses", "password": "kata\u200bsandi"})
    assert form.is_valid()
    assert form.cleaned_data == {"subject": "Permohonan akses", "password": "kata\u200bsandi"}
