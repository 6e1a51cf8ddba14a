"""Every operation, for every role, an admin, a stranger and nobody, by session and by key."""

from dataclasses import dataclass

from annotator.access import CAPABILITIES, Capability, Role
from cliploop.accounts.actions import create_key, create_user
from cliploop.accounts.models import KeyScope, User
from cliploop.api.operations import Operation
from testkit.cast import Cast
from testkit.operations import address, operations

_UNKNOWN = "unknown"
_SAFE = {"GET", "HEAD", "OPTIONS"}
# What no API key may do: it would turn one that leaks into more than a key.
_BY_HAND = {
    "accounts_create_key",
    "accounts_create_link",
    "projects_accept",
    "projects_change_member",
    "projects_invite",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in which role in the project: by a session, or by an API key of a scope."""

    who: User | None
    role: Role | None
    scope: str = ""
    secret: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether this is a site admin, who is a lead everywhere."""
        return self.who is not None and self.who.is_admin

    @property
    def leads(self) -> bool:
        """Whether they may do all that can be done in the project."""
        return self.role is Role.LEAD or self.is_admin

    def __str__(self) -> str:
        """For the sentence of a failed test."""
        name = self.who.name if self.who else "nobody"
        return f"{name} by a key, {self.scope}" if self.scope else name


def askers(cast: Cast) -> list[Asker]:
    """Everybody whose rights differ."""
    admin = create_user("eve@example.org", "Eve", is_admin=True)
    people: list[tuple[User, Role | None]] = [
        (cast.ada, Role.LEAD),
        (cast.ben, Role.ANNOTATOR),
        (cast.cleo, Role.REVIEWER),
        (cast.vic, Role.VIEWER),
        (cast.dan, None),
        (admin, None),
    ]
    sessions = [Asker(who, role) for who, role in people]
    keys = [
        Asker(who, role, scope, create_key(who, "script", scope)[1])
        for who, role in people
        if role not in (Role.REVIEWER, Role.VIEWER)  # their keys add nothing to the others
        for scope in (KeyScope.READ, KeyScope.WRITE)
    ]
    return [*sessions, *keys, Asker(None, None), Asker(None, None, _UNKNOWN, "clk_made-up")]


def test_there_is_something_to_walk() -> None:
    known = {one.id for _, one in operations()}

    assert len(known) == len(list(operations())) > 30
    assert known >= _BY_HAND


def test_every_operation_asks_who_it_is(cast: Cast) -> None:
    everybody, wrong = askers(cast), []
    for pattern, operation in operations():
        for asker in everybody:
            if ends(operation, asker):
                continue  # what it ends is still needed
            by_key = {"authorization": f"Bearer {asker.secret}"} if asker.scope else {}
            path = address(pattern, cast.project.pk)
            who = None if asker.scope else asker.who
            got = cast.ask(operation.method, who, path, headers=by_key).status
            expected = refused_with(operation, pattern, asker)
            if expected is None:
                fine = got not in (401, 403) or operation.needs is Capability.ANYONE
            else:
                fine = got == expected
            if not fine or got >= 500:
                wrong.append(f"{operation.id} by {asker}: {got}, not {expected or 'let in'}")

    assert wrong == []


def ends(operation: Operation, asker: Asker) -> bool:
    """Whether this would end the project or the session that others of the walk stand on."""
    if operation.id == "projects_delete_project":
        return asker.leads and asker.scope != KeyScope.READ
    return operation.id == "accounts_sign_out" and asker.who is not None and not asker.scope


def refused_with(operation: Operation, pattern: str, asker: Asker) -> int | None:
    """The status that whoever asks must get, or none where they may."""
    if asker.scope == _UNKNOWN:
        return 401
    if asker.scope == KeyScope.READ and operation.method not in _SAFE:
        return 403
    refused = _refused_as(operation, pattern, asker)
    if refused is None and asker.scope and operation.id in _BY_HAND:
        return 403
    return refused


def _refused_as(operation: Operation, pattern: str, asker: Asker) -> int | None:
    """As `refused_with`, of a session."""
    if operation.needs is Capability.ANYONE:
        return None
    if asker.who is None:
        return 401
    if asker.is_admin:
        return None
    if operation.needs is Capability.ADMIN:
        return 403
    if "project_id" not in pattern:
        return None
    if asker.role is None:
        return 404
    return None if operation.needs in CAPABILITIES[asker.role] else 403


def test_a_project_operation_needs_a_role_in_it() -> None:
    for pattern, operation in operations():
        if "project_id" in pattern:
            assert operation.needs not in (Capability.ANYONE, Capability.SIGNED_IN), operation.id
