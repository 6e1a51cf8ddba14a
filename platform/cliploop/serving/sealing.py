"""Secrets of others as the database keeps them: encrypted with a key out of the server's secret."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from annotator.refusal import Code, Refusal

_USE = b"cliploop secrets of outside models and alerts"


def sealed(secret: str) -> str:
    """A secret as it is kept; none stays none."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def opened(kept: str, whose: str) -> str:
    """The secret that was sealed, with today's secret of the server or an old one.

    Refuses (`gone`) what was sealed with another: `whose` it is, is named.
    """
    if not kept:
        return ""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Refusal(
            Code.GONE,
            f"The secret of {whose} was kept with another CLIPLOOP_SECRET. Name that one in "
            "CLIPLOOP_OLD_SECRETS, or remove it and add it anew with its secret",
        ) from error


def renewed(kept: str) -> str:
    """The secret as today's secret of the server seals it; as it is where that did so already, and
    where none of those that are known can open it.
    """
    try:
        Fernet(_key(settings.SECRET_KEY)).decrypt(kept.encode())
    except InvalidToken:
        try:
            return _box().rotate(kept.encode()).decode()
        except InvalidToken:
            return kept
    return kept


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(one))) for one in keys])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_USE)
    return urlsafe_b64encode(derived.derive(secret.encode()))
