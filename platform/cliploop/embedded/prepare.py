"""Run as a program beside the server: migrate, let the admin in, check log and storage."""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # Django is set up first

from annotator.refusal import Refusal  # noqa: E402  # in one block with what follows
from cliploop.accounts import actions as accounts  # noqa: E402  # its models need Django set up
from cliploop.accounts.models import KeyScope, User  # noqa: E402  # the same
from cliploop.audit import actions as log  # noqa: E402  # the same
from cliploop.storage import actions as blobs  # noqa: E402  # the same

ADMIN_EMAIL = "admin@localhost"


def link() -> dict[str, str]:
    """A fresh one-time link for the site admin, in a migrated database: {path}."""
    call_command("migrate", verbosity=0, interactive=False)
    return {"path": f"/signin/{accounts.create_link(_admin())}"}


def key(name: str) -> dict[str, str]:
    """A new key of the site admin: {key}."""
    _, secret = accounts.create_key(_admin(), name, scope=KeyScope.WRITE)
    return {"key": secret}


def audit() -> dict[str, int | None]:
    """How many chains the audit log has, and its first forged entry: {chains, broken}."""
    chains, broken = log.verify_all()
    return {"chains": chains, "broken": broken}


def storage() -> dict[str, str]:
    """What is wrong with the storage, or nothing: {trouble}."""
    try:
        blobs.probe()
    except Refusal as refusal:
        return {"trouble": str(refusal.__cause__ or refusal.title)}
    return {"trouble": ""}


def _admin() -> User:
    """The first site admin, made where there is none."""
    found = User.objects.filter(is_admin=True, is_active=True).order_by("pk").first()
    return found or accounts.create_user(ADMIN_EMAIL, "Admin", is_admin=True)


def main() -> None:
    """Do what the command line asks and answer in one line of JSON."""
    asked, *given = sys.argv[1:]
    answers: dict[str, Callable[..., dict[str, Any]]] = {
        "link": link,
        "key": key,
        "audit": audit,
        "storage": storage,
    }
    answer = answers[asked](*given)
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
