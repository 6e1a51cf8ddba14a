"""Making accounts, keys and links; letting people in."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.refusal import Code, Refusal
from cliploop.accounts import queries
from cliploop.accounts.models import ApiKey, KeyScope, SignInLink, User
from cliploop.accounts.preferences import merged
from cliploop.audit import actions as audit

LINK_LIFETIME = timedelta(hours=24)


@transaction.atomic
def create_user(
    email: str, name: str, *, password: str | None = None, is_admin: bool = False
) -> User:
    """Make an account. Without a password its owner comes in by link.

    Refuses (`taken`) an address that has one, and (`invalid`) a weak password.
    """
    address = email.strip().lower()
    if queries.by_email(address) is not None:
        raise _taken()
    user = User(email=address, name=name.strip() or address, is_admin=is_admin)
    _set_password(user, password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # somebody was as quick
        raise _taken() from error
    audit.record(audit.Who(user.pk), "user.create", user.pk, after={"is_admin": is_admin})
    return user


def sign_in(email: str, password: str) -> User:
    """The user with these credentials. Refuses (`wrong-credentials`), never saying which."""
    user = authenticate(email=email.strip().lower(), password=password)
    if not isinstance(user, User):
        title = "This email and password do not match. Try again"
        raise Refusal(Code.WRONG_CREDENTIALS, title)
    audit.record(audit.Who(user.pk), "session.create", user.pk)
    return user


@transaction.atomic
def create_link(user: User) -> str:
    """The token of a link that signs the user in, once, within a day. Older ones are worthless."""
    _end_links(user)
    token = secrets.token_urlsafe(32)
    expires_at = timezone.now() + LINK_LIFETIME
    SignInLink.objects.create(user=user, hash=queries.hashed(token), expires_at=expires_at)
    return token


@transaction.atomic
def let_in(admin: User, user_id: int) -> str:
    """The token of a link for somebody who cannot get in any more, to be passed on by an admin.

    Refuses (`forbidden`) anybody but an admin, and another admin's account: whoever opens the link
    is that person.
    """
    if not admin.is_admin:
        raise Refusal(Code.FORBIDDEN, "Only an administrator may let somebody in")
    user = queries.active(user_id)
    if user.is_admin and user != admin:
        title = (
            f"{user.name} is an administrator, whom nobody else may let in. "
            "Each start of Cliploop prints a link on the server's machine"
        )
        raise Refusal(Code.FORBIDDEN, title)
    token = create_link(user)
    audit.record(audit.Who(admin.pk), "link.create", user.pk)
    return token


@transaction.atomic
def use_link(token: str) -> User:
    """The user that a link signs in. Refuses (`gone`) one that was used or is too old."""
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(hash=queries.hashed(token), user__is_active=True)
        .first()
    )
    if link is None or link.used_at is not None or link.expires_at <= timezone.now():
        title = (
            "This sign-in link was used, is older than a day, or a newer one was made. Sign in by "
            "password; on the server's machine, each start of Cliploop prints a new link"
        )
        raise Refusal(Code.GONE, title)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    audit.record(audit.Who(link.user_id), "session.create", link.user_id, after={"by": "link"})
    return link.user


@transaction.atomic
def change_user(user: User, *, name: str | None = None, password: str | None = None) -> User:
    """Change one's own name or password. Refuses (`invalid`) a weak password.

    What else signs in without the old password goes with it: links that nobody used yet.
    """
    if name is not None:
        user.name = name.strip()
    if password is not None:
        _set_password(user, password)
        _end_links(user)
    user.save(update_fields=["name", "password"])
    changed = {"name": name, "password": "changed" if password else None}
    audit.record(audit.Who(user.pk), "user.change", user.pk, after=changed)
    return user


@transaction.atomic
def change_preferences(user: User, given: Mapping[str, Any]) -> dict[str, Any]:
    """Change some of one's preferences; all of them. Refuses (`too-large`) too many."""
    # Two pages may each change a part of them at once.
    locked = User.objects.select_for_update().get(pk=user.pk)
    changed = merged(locked.preferences, given)
    locked.preferences = changed
    locked.save(update_fields=["preferences"])
    audit.record(audit.Who(user.pk), "preferences.change", user.pk, after=sorted(given))
    return changed


@transaction.atomic
def create_key(
    user: User,
    name: str,
    scope: str = KeyScope.READ,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again."""
    secret = f"clk_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        user=user,
        name=name,
        prefix=secret[:12],
        hash=queries.hashed(secret),
        scope=scope,
        expires_at=expires_at,
    )
    audit.record(audit.Who(user.pk), "key.create", key.pk, after={"name": name, "scope": scope})
    return key, secret


@transaction.atomic
def delete_key(user: User, key_id: int) -> None:
    """Make a key worthless at once."""
    key = queries.keys(user).filter(pk=key_id).first()
    if key is None:
        raise Refusal(Code.NOT_FOUND, "You have no such API key")
    key.delete()
    audit.record(audit.Who(user.pk), "key.delete", key_id, before={"name": key.name})


def _taken() -> Refusal:
    why = "already has an account. Sign in first, then open the link again."
    return Refusal(Code.TAKEN, f"Email: {why}", fields={"email": why.capitalize()})


def _end_links(user: User) -> None:
    SignInLink.objects.filter(user=user, used_at=None).delete()


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        what = " ".join(error.messages)
        raise Refusal(Code.INVALID, f"Password: {what}", fields={"password": what}) from error
    user.set_password(password)
