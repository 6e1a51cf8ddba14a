"""What the environment says, as the settings want it."""

import os
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: bool) -> bool:
    """Whether something is switched on."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def chosen(name: str, *choices: str) -> str:
    """One of some words, the first of them by default."""
    given = os.environ.get(name, "").strip().lower() or choices[0]
    if given not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {given!r}")
    return given


def database(url: str) -> dict[str, Any]:
    """A PostgreSQL address as Django wants it."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(query.pop("host", "") or parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {
            **query,
            "pool": {"min_size": 1, "max_size": int(os.environ.get("CLIPLOOP_POOL", "20"))},
        },
    }


def roots(text: str) -> dict[str, str]:
    """Folders or buckets by name, of which videos may be read in place: `name=path-or-url`."""
    found = {}
    for line in filter(None, (part.strip() for part in re.split(r"[\n,]", text))):
        name, _, where = line.partition("=")
        url = where.strip().rstrip("/") or "/"
        if not re.fullmatch(r"[\w-]{1,40}", name.strip()) or not ("://" in url or url[0] == "/"):
            raise ImproperlyConfigured(
                f"CLIPLOOP_ROOTS: {line!r} must be name=/folder or name=s3://bucket/prefix"
            )
        found[name.strip()] = url.removeprefix("file://")
    return found
