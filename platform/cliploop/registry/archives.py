"""What one takes away of a version, as a zip that is made while it is sent."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from zipstream import ZipStream

from annotator.access import Actor
from annotator.learning.packages import average_contract, contract
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.registry import cards
from cliploop.storage import queries as storage

PIECE_BYTES = 1 << 18
SUMS = "SHA256SUMS"


def parts(model: Model) -> dict[str, str]:
    """The blobs of a version by name in its archive: of an average a folder for each member."""
    members = learning.members(model)
    if not members:
        return {"model.safetensors": model.weights_key, "card.json": model.card_key}
    found = {"card.json": model.card_key}
    for one in members:
        found |= {f"{folder(one)}/{name}": key for name, key in parts(one).items()}
    return found


def folder(model: Model) -> str:
    """What the folder of an average's member is called."""
    return f"model-{model.number}"


def archive(actor: Actor, model: Model, files: Mapping[str, str], *, calibrated: bool) -> ZipStream:
    """A zip of blobs by name, with how the network is fed, its card, and what sha256sum checks.

    `calibrated`: whether its logits are. Refuses (`gone`) what is lost, before anything is sent.
    """
    for key in files.values():
        storage.size(key)
    beside = {
        "config.json": _as_json(config(model, calibrated=calibrated)),
        "MODEL_CARD.md": cards.as_markdown(actor, model).encode(),
    }
    sums = dict(files) | {name: hashlib.sha256(text).hexdigest() for name, text in beside.items()}
    made = ZipStream()
    for name, key in files.items():
        made.add(_pieces(key), name)
    for name, text in beside.items():
        made.add(text, name)
    made.add("".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode(), SUMS)
    return made


def config(model: Model, *, calibrated: bool) -> dict[str, Any]:
    """What the network is fed, what it answers, and what it came from."""
    run, card = model.run, blobs.read(model.card_key)
    names = learning.task_of(run).names
    entry = cards.entry_of(model)
    told = [{"id": one, "name": name} for one, name in names.items()]
    members = {folder(one): config(one, calibrated=False) for one in learning.members(model)}
    found = average_contract(card, told, members) if members else contract(entry, card, told)
    found["output"]["calibrated"] = calibrated
    return found | {
        "model": {"id": model.pk, "number": model.number, "name": model.name},
        "license": entry.license,
        "seed": run.seed,
        "snapshot": {"release": run.release.name, "hash": run.release.hash},
    }


def _as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _pieces(key: str) -> Iterator[bytes]:
    with storage.open_blob(key) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
