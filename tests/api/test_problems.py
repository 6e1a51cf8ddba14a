"""What an error looks like, whatever its cause."""

import logging

import pytest
from django.test import Client

from cliploop.accounts.models import User
from cliploop.annotations.models import Annotation
from cliploop.projects import queries
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, make_item


def test_unknown_addresses_are_problems_too(cast: Cast) -> None:
    for path in ("/nothing", "/projects/nothing", "/api/v2/projects"):
        answer = cast.get(cast.ada, path)

        assert (answer.status, answer.json["code"]) == (404, "not-found")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_write_to_no_address_is_a_problem_too(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)  # as a script with a key is, without a cookie

    for path, status in (("/api/v1/projects/1/jobs/none/cancel", 404), ("/p/1", 403)):
        answer = client.post(path, {}, content_type="application/json")

        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_is_not_json_is_refused(cast: Cast) -> None:
    client = cast.client(cast.ada)
    for content, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('"text"', "application/json", 400),
        ("name=x", "application/x-www-form-urlencoded", 415),
    ):
        answer = client.generic("POST", "/api/v1/projects", content, content_type=kind)

        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_wrong_method_says_which_are_right(cast: Cast) -> None:
    answer = cast.ask("PUT", cast.ada, "/session")

    assert (answer.status, answer.json["code"]) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, POST, DELETE"


def test_a_bug_shows_a_reference_and_no_trace(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr(queries, "project", broken)
    with caplog.at_level(logging.ERROR):
        answer = cast.get(cast.ada, "")

    assert (answer.status, answer.json["code"]) == (500, "unexpected")
    assert b"the secret" not in answer.content
    assert answer.json["reference"] in caplog.text


def test_nested_fields_are_named_by_their_path(cast: Cast) -> None:
    answer = cast.post(cast.ada, "/projects", {"name": "", "classes": [{"name": "a", "kind": "x"}]})

    assert answer.status == 400
    assert set(answer.json["fields"]) == {"name", "classes.kind"}


def test_what_one_person_did_is_not_taken_from_another(cast: Cast) -> None:
    item = make_item(cast)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[10, 25]])})
    path = cast.url(f"items/{item.pk}/edits")

    def sent_for(who: User) -> int:
        headers = {"Cliploop-User": str(who.pk)}
        return (
            cast.client(cast.ben).post(path, edit, "application/json", headers=headers).status_code
        )

    assert sent_for(cast.ada) == 401
    assert not Annotation.objects.exists()
    assert sent_for(cast.ben) == 200
