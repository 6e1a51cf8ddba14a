"""What is said of a file that was taken in and is not as it should be."""

from mlworker.decode.film import Looked
from mlworker.decode.transcode import Pass


def lost(found: Pass, seen: Looked) -> int:
    """How many frames the file names or holds that could not be decoded, as far as can be told."""
    before = seen.outline
    missing = before.packets - before.timeless - len(found.times) if found.losses.packets else 0
    return max(missing, found.losses.packets) + max(0, seen.promised - before.packets)


def remarks(found: Pass, seen: Looked) -> list[str]:
    """The sentences for the person who uploaded it."""
    held = seen.outline.packets
    cut_off = max(0, seen.promised - held)
    damaged = lost(found, seen) - cut_off
    said = list(seen.notes)
    if damaged:
        said.append(f"Damaged frames that were left out: {damaged} of about {held}")
    if cut_off:
        said.append(f"The file is cut off: it promises {seen.promised} frames and holds {held}")
    elif seen.missing_bytes:
        said.append(f"The file is cut off: its last {seen.missing_bytes:,} bytes are missing")
    elif found.losses.cut:
        said.append("The file is cut off: what came before the cut was kept")
    if found.clock.repaired:
        said.append(f"Frames without a time of their own were put in order: {found.clock.repaired}")
    if len(found.sizes) > 1:
        said.append("The size of its pictures changes; all are shown at the first size")
    return said
