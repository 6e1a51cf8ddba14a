"""Who may do what: the roles of a project, and the capabilities each of them has."""

from dataclasses import dataclass
from enum import StrEnum

from annotator.refusal import Code, Refusal


class Role(StrEnum):
    """What somebody is in one project."""

    LEAD = "lead"
    REVIEWER = "reviewer"
    ANNOTATOR = "annotator"
    VIEWER = "viewer"


class Capability(StrEnum):
    """What an operation needs. The first two need no project."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    VIEW = "view"
    COMMENT = "comment"
    ANNOTATE = "annotate"
    REVIEW = "review"
    EXPORT = "export"
    UPLOAD = "upload"
    TRAIN = "train"
    MANAGE = "manage"
    ADMIN = "admin"


_VIEWER = frozenset({Capability.ANYONE, Capability.SIGNED_IN, Capability.VIEW})
_ANNOTATOR = _VIEWER | {Capability.COMMENT, Capability.ANNOTATE}
_REVIEWER = _ANNOTATOR | {Capability.REVIEW, Capability.EXPORT}
_LEAD = _REVIEWER | {Capability.UPLOAD, Capability.TRAIN, Capability.MANAGE}

CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.VIEWER: _VIEWER,
    Role.ANNOTATOR: _ANNOTATOR,
    Role.REVIEWER: _REVIEWER,
    Role.LEAD: _LEAD,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in their role in one project. A site admin is a lead everywhere."""

    user_id: int
    project_id: int
    role: Role
    is_admin: bool = False

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this actor may do here."""
        if self.is_admin:
            return CAPABILITIES[Role.LEAD] | {Capability.ADMIN}
        return CAPABILITIES[self.role]

    @property
    def sees_all(self) -> bool:
        """Whether every item is theirs to see. An annotator sees their own and what is takeable."""
        return self.is_admin or self.role is not Role.ANNOTATOR

    def may(self, capability: Capability) -> bool:
        """Whether the role has the capability."""
        return capability in self.capabilities


def require(actor: Actor, capability: Capability, *, whose: int | None = None) -> None:
    """Refuse (`forbidden`) what the role may not do, or what is somebody else's (`whose`)."""
    if not actor.may(capability):
        raise Refusal(Code.FORBIDDEN, f"Your role, {actor.role}, may not {capability} here")
    if whose is not None and whose != actor.user_id:
        raise Refusal(Code.FORBIDDEN, "This is somebody else's work")
