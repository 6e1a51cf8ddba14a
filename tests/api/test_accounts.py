"""Signing in and out, keys, and what is said to who guesses."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from annotator.refusal import Refusal
from cliploop.accounts import actions
from cliploop.accounts.models import ApiKey, SignInLink
from cliploop.audit.models import Entry
from cliploop.projects.models import Membership
from testkit.cast import Cast

PASSWORD = "clear-blue-sky-7"


def test_one_signs_in_by_password_and_out_again(cast: Cast) -> None:
    actions.change_user(cast.ada, password=PASSWORD)
    signed = cast.post(None, "/session", {"email": "ADA@example.org", "password": PASSWORD})
    assert signed.json["user"]["name"] == "Ada"
    assert cast.get(None, "/session").json["user"]["email"] == "ada@example.org"
    assert "csrftoken" in cast.client(None).cookies

    assert cast.delete(None, "/session").json["user"] is None
    assert cast.get(None, "").status == 401


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_made_at_once_for_one_address_one_is_refused() -> None:
    made: list[str] = []

    def join() -> None:
        try:
            actions.create_user("eve@example.org", "Eve", password=PASSWORD)
            made.append("made")
        except Refusal as refusal:
            made.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == ["made", "taken"]


def test_who_guesses_is_slowed_down_and_told_until_when(cast: Cast) -> None:
    tries = [
        cast.post(None, "/session", {"email": "ada@example.org", "password": "wrong"})
        for _ in range(11)
    ]

    assert [one.status for one in tries] == [401] * 10 + [429]
    assert tries[0].json["code"] == "wrong-credentials"
    assert int(tries[-1].headers["Retry-After"]) > 0
    other = cast.post(None, "/session", {"email": "ben@example.org", "password": "wrong"})
    assert other.status == 401


def test_a_sign_in_link_works_once_and_not_for_ever(cast: Cast) -> None:
    token = actions.create_link(cast.ada)

    assert cast.post(None, "/session/link", {"token": token}).json["user"]["name"] == "Ada"
    assert cast.post(None, "/session/link", {"token": token}).status == 410
    late = actions.create_link(cast.ada)
    assert SignInLink.objects.latest("pk").expires_at <= timezone.now() + timedelta(hours=24)
    SignInLink.objects.update(expires_at=timezone.now())
    assert cast.post(None, "/session/link", {"token": late}).status == 410


def test_a_new_link_or_password_makes_the_links_before_it_worthless(cast: Cast) -> None:
    first, second = (actions.create_link(cast.ada) for _ in range(2))
    others = actions.create_link(cast.ben)
    assert cast.post(None, "/session/link", {"token": first}).status == 410
    assert cast.patch(cast.ada, "/me", {"password": "clear-blue-sky-7"}).status == 200

    assert cast.post(None, "/session/link", {"token": second}).status == 410
    assert cast.post(None, "/session/link", {"token": others}).status == 200


def test_only_an_admin_lets_people_back_in_and_no_other_admin(cast: Cast) -> None:
    eve, max_ = (
        actions.create_user(f"{name}@example.org", name, is_admin=True) for name in ("Eve", "Max")
    )
    link = f"/users/{cast.ben.pk}/links"
    for who, status in ((cast.ada, 403), (cast.ben, 403), (cast.dan, 403), (None, 401)):
        assert cast.post(who, link).status == status
    assert not SignInLink.objects.exists()

    made = cast.post(eve, link)
    entry = Entry.objects.latest("pk")
    assert (entry.user_id, entry.action, entry.subject) == (eve.pk, "link.create", str(cast.ben.pk))
    token = made.json["url"].rsplit("/signin/", 1)[1]
    assert cast.post(None, "/session/link", {"token": token}).json["user"]["name"] == "Ben"
    assert cast.post(None, "/session/link", {"token": token}).status == 410

    assert cast.post(eve, f"/users/{eve.pk}/links").status == 201
    refused = cast.post(eve, f"/users/{max_.pk}/links")
    assert (refused.status, "Max is an administrator" in refused.json["title"]) == (403, True)
    assert cast.post(eve, "/users/999999/links").status == 404
    _, secret = actions.create_key(eve, "script", "write")
    assert cast.post(None, link, authorization=f"Bearer {secret}").status == 403


def test_a_key_for_reading_changes_nothing(cast: Cast) -> None:
    made = cast.post(cast.ada, "/me/keys", {"name": "script"})
    assert made.json["key"].startswith("clk_")
    assert "key" not in cast.get(cast.ada, "/me/keys").json["results"][0]
    bearer = {"authorization": f"Bearer {made.json['key']}"}

    assert cast.get(None, "", **bearer).status == 200
    assert cast.patch(None, "", {"name": "Other"}, **bearer).status == 403
    assert ApiKey.objects.get().last_used_at is not None


def test_a_key_for_writing_needs_no_token_of_the_page(cast: Cast) -> None:
    _, secret = actions.create_key(cast.ada, "script", "write")
    bearer = {"authorization": f"Bearer {secret}"}

    assert cast.patch(None, "", {"name": "Other"}, **bearer).status == 200


def test_a_key_turns_into_nothing_more_than_a_key(cast: Cast) -> None:
    _, secret = actions.create_key(cast.dan, "script", "write")
    _, leads = actions.create_key(cast.ada, "script", "write")
    member = Membership.objects.get(project=cast.project, user=cast.ben)
    bearer = {"authorization": f"Bearer {secret}"}
    invited = cast.post(cast.ada, "invitations", {"role": "viewer"}).json["url"]
    joining = f"/invitations/{invited.rsplit('/', 1)[1]}"

    for answer in (
        cast.patch(None, "/me", {"password": "clear-blue-sky-7"}, **bearer),
        cast.post(None, "/me/keys", {"name": "more"}, **bearer),
        cast.post(None, joining, {}, **bearer),
        cast.post(None, "invitations", {"role": "lead"}, authorization=f"Bearer {leads}"),
        cast.patch(None, f"members/{member.pk}", {"role": "lead"}, authorization=f"Bearer {leads}"),
    ):
        assert (answer.status, answer.json["code"]) == (403, "forbidden")
        assert "API key" in answer.json["title"]
    assert cast.patch(None, "/me", {"name": "Daniel"}, **bearer).status == 200
    assert cast.get(None, "/session").json["user"] is None
    assert cast.post(cast.dan, joining, {}).status == 200


def test_a_key_is_worthless_once_deleted_or_expired(cast: Cast) -> None:
    key, secret = actions.create_key(cast.ada, "script")
    bearer = {"authorization": f"Bearer {secret}"}
    assert cast.delete(cast.ben, f"/me/keys/{key.pk}").status == 404

    ApiKey.objects.update(expires_at=timezone.now())
    assert cast.get(None, "", **bearer).status == 401
    ApiKey.objects.update(expires_at=None)
    assert cast.delete(cast.ada, f"/me/keys/{key.pk}").status == 204
    assert cast.get(None, "", **bearer).json["code"] == "signed-out"


def test_a_weak_password_is_refused_at_its_field(cast: Cast) -> None:
    refused = cast.patch(cast.ada, "/me", {"password": "password"})

    assert (refused.status, list(refused.json["fields"])) == (400, ["password"])


def test_a_session_needs_the_token_of_the_page(cast: Cast) -> None:
    client = cast.client(cast.ada)
    client.handler.enforce_csrf_checks = True

    assert cast.patch(cast.ada, "", {"name": "Other"}).status == 403
    token = client.get("/api/v1/session").cookies["csrftoken"].value
    assert cast.patch(cast.ada, "", {"name": "Other"}, X_CSRFToken=token).status == 200


def test_what_one_prefers_is_kept_by_its_parts_and_shown_to_nobody_else(cast: Cast) -> None:
    first = {"layout": "de", "keys": {"play": ["P"], "box": []}, "theme": {"work": "light"}}
    assert cast.patch(cast.ben, "/me/preferences", first).json == first
    more = {"keys": {"box": None, "loop": ["Shift+L"]}, "projects": {"7": {"drawn": {"box": 3}}}}
    kept = cast.patch(cast.ben, "/me/preferences", {**more, "theme": None}).json

    assert kept == {"layout": "de", "keys": {"play": ["P"], "loop": ["Shift+L"]}} | {
        "projects": {"7": {"drawn": {"box": 3}}}
    }
    session = cast.get(cast.ben, "/session").json
    assert (session["preferences"], "preferences" in session["user"]) == (kept, False)
    assert cast.get(cast.ada, "/session").json["preferences"] == {}
    assert cast.get(None, "/session").json["preferences"] == {}


def test_what_one_prefers_shrinks_again_and_outgrows_no_number_of_projects(cast: Cast) -> None:
    used = {"class_id": 7, "drawn": {"box": 1, "polygon": 2, "skeleton": 3}}
    cast.ben.preferences = {
        "keys": {"play": ["P"]},
        "theme": {"work": "dark"},
        "projects": {str(number): used for number in range(1, 1_000)},
    }
    cast.ben.save()

    given = {"keys": {"play": None}, "theme": {"work": None}, "projects": {"3": used}}
    kept = cast.patch(cast.ben, "/me/preferences", given).json

    assert set(kept) == {"projects"}
    assert set(kept["projects"]) == {"3", *map(str, range(951, 1_000))}
    nothing = {"class_id": None, "drawn": {"box": None, "polygon": None, "skeleton": None}}
    gone = {"projects": dict.fromkeys(kept["projects"], nothing)}
    assert cast.patch(cast.ben, "/me/preferences", gone).json == {}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"colour": "blue"}, 400),
        ({"layout": "dvorak"}, 400),
        ({"keys": {"play": "P"}}, 400),
        ({"keys": {"play": ["P" * 25]}}, 400),
        ({"keys": {f"{number:0>40}": ["P"] for number in range(1000)}}, 413),
        ({"projects": {"7": {"class_id": "many"}}}, 400),
        ({"projects": {"7": {"class_id": 10**30}}}, 400),
        ({"projects": {"7": {"drawn": {"box": -(10**30)}}}}, 400),
        (["layout"], 400),
    ],
)
def test_what_nobody_can_prefer_is_refused(cast: Cast, given: object, status: int) -> None:
    assert cast.patch(cast.ben, "/me/preferences", given).status == status
    assert cast.get(cast.ben, "/session").json["preferences"] == {}
