"""The catalogue: every network that versions may be made of, and what is known of it here."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from annotator.learning.zoo.entry import FULL, TINY, Entry
from annotator.learning.zoo.registry import ENTRIES
from cliploop.serving import queries as serving
from cliploop.storage import networks


@dataclass(frozen=True, slots=True)
class Listed:
    """A network, and whether weights to begin with are at hand: a package brings them, or the
    operator's folder, as far as this server sees it. `clips_per_second`: as last measured here, of
    the published form and of the small one.
    """

    entry: Entry
    weights_present: bool
    clips_per_second: float | None
    tiny_clips_per_second: float | None


def catalogue() -> list[Listed]:
    """Every network, the default first."""
    speed = serving.newest_speeds()
    return [
        Listed(one, _present(one), speed.get((one.key, FULL)), speed.get((one.key, TINY)))
        for one in ENTRIES
    ]


def _present(entry: Entry) -> bool:
    if entry.weights == "packaged":
        return True
    named = settings.CLIPLOOP_WEIGHTS
    if not named:
        return False
    if entry.weights == "folder":
        return bool(networks.known())
    return (Path(named) / f"{entry.key}.safetensors").is_file()
