"""Terms of use and letterhead: versions that are published, never changed."""

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from requests.models import Letterhead, Terms
from tests.cast import Cast
from tests.requests.reference_data.sending import add, errors

pytestmark = pytest.mark.any_database

VERSIONS = ["ketentuan", "kop"]
LETTERHEAD = {"government": "PEMERINTAH KABUPATEN KUDUS", "office": "DISKOMINFO", "address": "Jl. Contoh 1"}


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 400), mode: str = "RGB") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new(mode, size).save(data, kind)
    return SimpleUploadedFile("lambang.exe", data.getvalue(), content_type="text/html")


def test_terms_are_published_as_the_next_version_and_the_old_one_stays(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()

    for _time in range(2):
        add(
            manage,
            "ketentuan",
            key,
            text="Hanya untuk kedinasan.\r\n\r\n  Dilarang dipinjamkan. ",
            text_en="",
            number="9",
        )

    assert list(Terms.objects.values_list("number", "text")) == [
        (2, "Hanya untuk kedinasan.\nDilarang dipinjamkan."),
        (1, "Hanya untuk kedinasan.\nTidak dipindahtangankan."),
    ]


def test_terms_that_differ_in_nothing_are_not_published(cast: Cast, manage: Client) -> None:
    response = add(manage, "ketentuan", text="Hanya untuk kedinasan.\r\nTidak dipindahtangankan.", text_en="")

    assert errors(response) == {"__all__": ["same"]}
    assert errors(add(manage, "ketentuan", text=" \r\n ")) == {"text": ["required"]}
    assert Terms.objects.count() == 1


def test_a_letterhead_that_differs_in_nothing_is_not_published(cast: Cast, manage: Client) -> None:
    same = manage.get("/kelola/kop/baru/").context["form"].initial
    fields = ("government", "office", "address", "telephone", "email", "website")
    assert errors(add(manage, "kop", **{field: same[field] for field in fields})) == {"__all__": ["same"]}
    assert Letterhead.objects.count() == 1


@pytest.mark.parametrize("kind", VERSIONS)
def test_a_version_is_never_changed(cast: Cast, manage: Client, kind: str) -> None:
    row = cast.terms if kind == "ketentuan" else cast.letterhead

    assert manage.get(f"/kelola/{kind}/{row.pk}/").status_code == 404
    assert manage.post(f"/kelola/{kind}/{row.pk}/", {"text": "Bebas.", **LETTERHEAD}).status_code == 404
    assert f"{row.pk}" not in manage.get(f"/kelola/{kind}/").content.decode()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK")])
def test_a_crest_is_redrawn_and_stays_until_it_is_taken_out(cast: Cast, manage: Client, kind: str, mode: str) -> None:
    assert add(manage, "kop", crest=picture(kind, (600, 1200), mode), **LETTERHEAD).status_code == 302
    add(manage, "kop", **LETTERHEAD | {"address": "Jl. Contoh 2"})
    add(manage, "kop", **LETTERHEAD | {"address": "Jl. Contoh 2"}, without_crest="on")

    latest, kept, first, _own = Letterhead.objects.order_by("-number")
    assert (latest.number, latest.crest.name) == (4, "")
    assert kept.crest.name == first.crest.name != ""
    assert first.crest.name.endswith(".png") and "lambang" not in first.crest.name
    with first.crest.open() as file, Image.open(file) as stored:
        assert (stored.format, stored.size) == ("PNG", (500, 1000))
        assert stored.mode == ("RGBA" if mode == "RGBA" else "RGB")


@pytest.mark.parametrize(
    ("crest", "code"),
    [
        (SimpleUploadedFile("lambang.png", b"<svg onload=alert(1)>", "image/png"), "not_a_picture"),
        (SimpleUploadedFile("lambang.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "image/png"), "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture(size=(20000, 1000)), "too_many_pixels"),
        (picture(size=(20000, 20000), mode="1"), "too_many_pixels"),
        (SimpleUploadedFile("lambang.png", b"x" * (1024 * 1024 + 1), "image/png"), "too_large"),
        (SimpleUploadedFile("lambang.png", b"", "image/png"), "empty"),
    ],
)
def test_a_crest_that_is_no_small_picture_is_refused(
    cast: Cast, manage: Client, crest: SimpleUploadedFile, code: str
) -> None:
    crest.seek(0)

    assert errors(add(manage, "kop", crest=crest, **LETTERHEAD)) == {"crest": [code]}
    assert Letterhead.objects.count() == 1


def test_a_letterhead_with_an_error_asks_for_the_crest_again(cast: Cast, manage: Client) -> None:
    response = add(manage, "kop", crest=picture(), **LETTERHEAD | {"office": ""})

    assert errors(response) == {"office": ["required"], "crest": [None]}
