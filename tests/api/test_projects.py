"""Projects, their classes, members and invitations over HTTP."""

import pytest

from testkit.cast import Cast


@pytest.mark.row("P01", "Accounts and teams")
def test_a_newcomer_joins_by_link_and_sees_no_other_project(cast: Cast) -> None:
    other = cast.post(cast.dan, "/projects", {"name": "Elsewhere"}).json["id"]
    invited = cast.post(cast.ada, "invitations", {"role": "annotator"})
    token = invited.json["url"].rsplit("/", 1)[1]

    told = cast.get(None, f"/invitations/{token}")
    assert told.json == {"project_name": "Street", "role": "annotator"}
    new = {"name": "Eve", "email": "Eve@example.org", "password": "clear-blue-sky-7"}
    joined = cast.post(None, f"/invitations/{token}", new)

    assert joined.status == 200
    assert joined.json["user"]["email"] == "eve@example.org"
    assert cast.get(None, "").json["role"] == "annotator"  # the link's browser is signed in now
    assert cast.get(None, f"/projects/{other}").status == 404
    assert cast.get(cast.dan, f"/invitations/{token}").status == 410


def test_an_invitation_for_one_address_is_for_nobody_else(cast: Cast) -> None:
    invited = cast.post(cast.ada, "invitations", {"role": "viewer", "email": "eve@example.org"})
    token = invited.json["url"].rsplit("/", 1)[1]

    assert cast.post(cast.dan, f"/invitations/{token}").status == 403
    assert cast.get(cast.dan, "").status == 404


def test_a_made_up_invitation_does_not_tell_who_has_an_account(cast: Cast) -> None:
    for email in (cast.dan.email, "nobody@example.org"):
        new = {"name": "Eve", "email": email, "password": "clear-blue-sky-7"}
        assert cast.post(None, "/invitations/made-up", new).status == 404


def test_a_withdrawn_invitation_is_worthless(cast: Cast) -> None:
    invited = cast.post(cast.ada, "invitations", {"role": "viewer"}).json
    token = invited["url"].rsplit("/", 1)[1]

    assert "url" not in cast.get(cast.ada, "invitations").json["results"][0]
    assert cast.delete(cast.ada, f"invitations/{invited['id']}").status == 204
    assert cast.post(cast.dan, f"/invitations/{token}").status == 404


def test_the_last_lead_stays(cast: Cast) -> None:
    ada, ben = cast.get(cast.vic, "members").json["results"][:2]

    assert cast.patch(cast.ada, f"members/{ada['id']}", {"role": "viewer"}).status == 400
    assert cast.delete(cast.ada, f"members/{ada['id']}").status == 400
    assert cast.patch(cast.ada, f"members/{ben['id']}", {"role": "lead"}).status == 200
    assert cast.delete(cast.ada, f"members/{ada['id']}").status == 204
    assert cast.get(cast.ada, "").status == 404


def test_a_name_in_use_says_so_at_the_field(cast: Cast) -> None:
    for path, name in (("/projects", "STREET"), ("classes", "Fight")):
        refused = cast.post(cast.ada, path, {"name": name})

        assert (refused.status, refused.json["code"]) == (409, "taken")
        assert refused.json["title"].startswith("Name: already used")
        assert refused.json["fields"]["name"].endswith("Choose another.")
    assert cast.post(cast.dan, "/projects", {"name": "Street"}).status == 201


def test_classes_take_colors_and_digits_in_order(cast: Cast) -> None:
    found = cast.get(cast.vic, "classes").json["results"]
    assert [(one["color"], one["hotkey"]) for one in found] == [(1, 1), (2, 2), (3, 3)]

    for number in range(4, 13):
        cast.post(cast.ada, "classes", {"name": f"class {number}", "kind": "box"})
    found = cast.get(cast.vic, "classes").json["results"]

    assert [one["hotkey"] for one in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, None, None]
    assert [one["color"] for one in found] == list(range(1, 13))
    refused = cast.patch(cast.ada, f"classes/{found[0]['id']}", {"hotkey": 2})
    assert (refused.status, list(refused.json["fields"])) == (409, ["hotkey"])


def test_a_project_says_what_one_may_do_in_it(cast: Cast) -> None:
    assert cast.get(cast.ben, "").json["capabilities"] == [
        "annotate",
        "anyone",
        "comment",
        "signed-in",
        "view",
    ]
    assert [one["name"] for one in cast.get(cast.ben, "/projects").json["results"]] == ["Street"]
    assert cast.get(cast.dan, "/projects").json["results"] == []


def test_settings_of_a_project_change_and_are_checked(cast: Cast) -> None:
    changed = cast.patch(
        cast.ada, "", {"self_review": True, "background_class": cast.normal.pk, "task": "multi"}
    )

    assert changed.json["self_review"] is True
    assert changed.json["background_class"] == cast.normal.pk
    refused = cast.patch(cast.ada, "", {"background_class": cast.person.pk})
    assert (refused.status, list(refused.json["fields"])) == (400, ["background_class"])
    refused = cast.patch(cast.ada, "", {"nmae": "x"})
    assert (refused.status, list(refused.json["fields"])) == (400, ["nmae"])


def test_a_deleted_project_is_gone_for_everybody(cast: Cast) -> None:
    assert cast.delete(cast.ada, "").status == 204

    assert cast.get(cast.ada, "").status == 404
    assert cast.get(cast.ben, "/projects").json["results"] == []
    assert cast.post(cast.ada, "/projects", {"name": "Street"}).status == 201


def test_the_log_says_who_did_what(cast: Cast) -> None:
    cast.patch(cast.ada, "", {"name": "Avenue"})

    entry = cast.get(cast.ada, "audit").json["results"][0]
    assert (entry["action"], entry["user"]["name"]) == ("project.change", "Ada")
    assert (entry["before"], entry["after"]) == ({"name": "Street"}, {"name": "Avenue"})
