"""Finding out who somebody is."""

import hashlib
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.refusal import Code, Refusal
from cliploop.accounts.models import ApiKey, User


def hashed(secret: str) -> str:
    """What is stored of a long random secret: its sha256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_email(email: str) -> User | None:
    """The user with this address, however it is written."""
    return User.objects.filter(email__iexact=email.strip()).first()


def active(user_id: int) -> User:
    """The user with this id. Refuses (`not-found`) who is not there, or was shut out."""
    found = User.objects.filter(pk=user_id, is_active=True).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such person")
    return found


def keys(user: User) -> QuerySet[ApiKey]:
    """The user's keys, newest first."""
    return ApiKey.objects.filter(user=user).order_by("-id")


def living_key(secret: str) -> ApiKey | None:
    """The key with this secret, unless it is too old or its user was shut out."""
    found = _living_keys().filter(hash=hashed(secret), user__is_active=True)
    return found.select_related("user").first()


def lives(key: ApiKey) -> bool:
    """Whether a key may still be used: it is there, and not too old."""
    return _living_keys().filter(pk=key.pk).exists()


def is_stale(key: ApiKey, *, after: timedelta = timedelta(minutes=1)) -> bool:
    """Whether the key's time of last use is worth writing again."""
    return key.last_used_at is None or timezone.now() - key.last_used_at > after


def _living_keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))
