"""The operator's folder of networks that a library saved, as far as this server sees it."""

from pathlib import Path

from django.conf import settings

from annotator.refusal import Code, Refusal

# What a folder of a network has.
SAVED = "*/config.json"


def known() -> list[str]:
    """The names of the folders."""
    named = settings.CLIPLOOP_WEIGHTS
    return sorted(one.parent.name for one in Path(named).glob(SAVED)) if named else []


def require(name: str, field: str) -> None:
    """Refuse (`invalid`) a folder that is not there.

    A server beside which there is no such folder cannot know: there the worker refuses.
    """
    if settings.CLIPLOOP_WEIGHTS and name not in (found := known()):
        title = (
            f"There is no network in a folder {name or 'without a name'} below CLIPLOOP_WEIGHTS; "
            f"there is {', '.join(found) or 'none'}"
        )
        raise Refusal(Code.INVALID, title, fields={field: "Name one of these folders"})
