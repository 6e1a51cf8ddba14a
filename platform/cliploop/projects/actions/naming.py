"""Names that must differ."""

from annotator.refusal import Code, Refusal


def taken(where: str) -> Refusal:
    """The refusal of a name used already; `where` completes "already used …"."""
    what = f"Already used {where}. Choose another."
    return Refusal(
        Code.TAKEN, f"Name: already used {where}. Choose another.", fields={"name": what}
    )
