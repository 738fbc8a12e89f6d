"""Lists page by key: every row once, in order, whatever comes in between."""

import pytest
from django.http import QueryDict

from accounts.models import Agency
from helpdesk.paging import page_by_key

pytestmark = pytest.mark.django_db


def names(order: tuple[str, ...], size: int, key: str = "") -> tuple[list[str], str]:
    page = page_by_key(Agency.objects.all(), key, order, size)
    return [agency.short_name for agency in page.rows], page.next_key


@pytest.fixture
def agencies() -> None:
    for number, address in enumerate(["b", "a", "b", "a", "c"]):
        Agency.objects.create(name=f"Dinas {number}", short_name=str(number), address=address)


@pytest.mark.usefixtures("agencies")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("address", "name"), [["1", "3"], ["0", "2"], ["4"]]),
        (("-address", "name"), [["4", "0"], ["2", "1"], ["3"]]),
        (("address", "-name"), [["3", "1"], ["2", "0"], ["4"]]),
    ],
)
def test_pages_follow_each_other(order: tuple[str, ...], expected: list[list[str]]) -> None:
    pages, key = [], ""
    while True:
        page, key = names(order, 2, key)
        pages.append(page)
        if not key:
            break
    assert pages == expected


@pytest.mark.usefixtures("agencies")
def test_a_row_that_comes_in_between_shifts_nothing() -> None:
    _page, key = names(("name",), 2)
    Agency.objects.create(name="Dinas 00", short_name="00")
    assert names(("name",), 2, key)[0] == ["2", "3"]


@pytest.mark.usefixtures("agencies")
def test_no_key_follows_a_last_full_page() -> None:
    assert names(("name",), 5)[1] == ""


@pytest.mark.usefixtures("agencies")
@pytest.mark.parametrize("key", ["abc", '["Dinas 3"]', '["Dinas 3"]:abc', QueryDict("k=%00")["k"]])
def test_an_altered_key_gives_the_first_page(key: str) -> None:
    assert names(("name",), 2, key)[0] == ["0", "1"]


@pytest.mark.usefixtures("agencies")
def test_a_key_of_another_list_gives_the_first_page() -> None:
    _page, key = names(("name", "id"), 2)
    assert names(("address", "name"), 2, key)[0] == ["1", "3"]
