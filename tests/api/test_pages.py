"""What the page is sent with."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from cliploop.api.pages import unknown
from testkit.cast import Cast
from testkit.items import make_item


@pytest.fixture
def browser(cast: Cast) -> Client:
    """Ben's."""
    made = Client()
    made.force_login(cast.ben)
    return made


def ahead(browser: Client, address: str) -> list[str]:
    """What the page at an address has on its way before its program is there."""
    return re.findall(r"<(.*?)>; rel=preload; as=fetch", browser.get(address).get("Link", ""))


def test_what_a_clip_needs_is_on_its_way_before_the_program(cast: Cast, browser: Client) -> None:
    item = make_item(cast)

    paths = ahead(browser, f"/p/{cast.project.pk}/items/{item.pk}")

    assert f"/api/v1/projects/{cast.project.pk}/items/{item.pk}/annotations" in paths
    for path in paths:
        assert resolve(path).func is not unknown


@pytest.mark.parametrize(
    "address", ["/", "/p/1/data", "/p/1/items/2/3", "/p/1/items/x", "/p/1/items/2%0d%0aX: y"]
)
def test_other_pages_ask_for_nothing_ahead(browser: Client, address: str) -> None:
    assert ahead(browser, address) == []


@pytest.mark.django_db
def test_who_is_not_signed_in_asks_for_nothing_ahead() -> None:
    assert ahead(Client(), "/p/1/items/2") == []
