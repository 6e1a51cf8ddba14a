"""What tus 1.0 writes into headers: metadata, checksums, offsets."""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.refusal import Code, Refusal

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
LONGEST_METADATA = 8_192
LONGEST_NAME_BYTES = 255
# Marks that turn the reading direction around, with which "gpj.exe" can read as "exe.jpg".
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a chunk must hash to."""

    algorithm: str
    digest: bytes

    def begin(self) -> "hashlib._Hash":
        """A fresh hash of this algorithm."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def parse_checksum(header: str | None) -> Checksum | None:
    """The checksum of a chunk, if it has one. Refuses (`invalid`) unknown algorithms."""
    if not header:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refusal(Code.INVALID, f"Upload-Checksum: use one of {', '.join(ALGORITHMS)}")
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Refusal(Code.INVALID, "Upload-Checksum: the digest is not base64") from error


def parse_number(header: str | None, name: str) -> int:
    """The whole number in a header. Refuses (`invalid`) anything else."""
    if header is None or not re.fullmatch(r"[0-9]{1,18}", header.strip()):
        raise Refusal(Code.INVALID, f"{name}: must be a whole number", fields={name: "Is missing"})
    return int(header)


def parse_metadata(header: str | None) -> dict[str, str]:
    """Keys and values of Upload-Metadata. Refuses (`invalid`) what is not base64 of UTF-8."""
    text = header or ""
    if len(text) > LONGEST_METADATA:
        raise Refusal(Code.INVALID, f"Upload-Metadata: longer than {LONGEST_METADATA} characters")
    found: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in text.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            value = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            why = "Must be base64 of UTF-8 text"
            raise Refusal(Code.INVALID, f"Upload-Metadata {key[:40]}: {why}") from error
        # The database keeps any text but this.
        found[key] = value.replace("\0", "")
    return found


def file_name(metadata: Mapping[str, str]) -> str:
    """The name of the file as it is stored: no folders, nothing invisible, 255 bytes at most."""
    last = re.split(r"[/\\]", metadata.get("filename") or metadata.get("name") or "")[-1]
    name = visible(last).strip(" .") or "video"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 16:
        stem, ending = name, ""
    room = LONGEST_NAME_BYTES - len(f"{dot}{ending}".encode() if ending else b"")
    return cut(stem, room) + (f".{ending}" if ending else "")


def visible(text: str) -> str:
    """Text in its composed form without control characters and direction marks."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(one for one in composed if unicodedata.category(one) not in _INVISIBLE)


def cut(text: str, most_bytes: int) -> str:
    """The beginning of a text that fits into so many bytes of UTF-8."""
    return text.encode()[:most_bytes].decode(errors="ignore")
