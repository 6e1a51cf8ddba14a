"""What the skeletons of a class look like: their joints, and which of them are joined."""

from dataclasses import dataclass
from typing import Any

from annotator.fields import Fields, a_list, a_text, an_object, invalid
from annotator.geometry.point import LONGEST_NAME, MOST_JOINTS, Skeleton


@dataclass(frozen=True, slots=True)
class Template:
    """Joints by name with where they lie in a unit square when one is drawn, and the edges."""

    joints: tuple[tuple[str, float, float], ...]
    edges: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, data: object, path: str) -> "Template":
        """Read it. Refuses (`invalid`) joints of one name and edges between unknown ones."""
        body = an_object(data, path)
        listed = a_list(body.get("joints"), f"{path}.joints", 1, MOST_JOINTS)
        joints = tuple(_joint(one, f"{path}.joints[{at}]") for at, one in enumerate(listed))
        names = {name for name, _, _ in joints}
        if len(names) < len(joints):
            raise invalid(f"{path}.joints", "Two joints have the same name; change one")
        pairs = a_list(body.get("edges", []), f"{path}.edges", 0, MOST_JOINTS**2)
        edges = tuple(_edge(one, f"{path}.edges[{at}]", names) for at, one in enumerate(pairs))
        return cls(joints, edges)

    def as_json(self) -> dict[str, Any]:
        """The template as the API has it."""
        return {
            "joints": [{"name": name, "x": x, "y": y} for name, x, y in self.joints],
            "edges": [list(edge) for edge in self.edges],
        }

    def check(self, skeleton: Skeleton, path: str) -> None:
        """Refuse (`invalid`) a skeleton of other joints."""
        if {name for name, _ in skeleton.joints} != {name for name, _, _ in self.joints}:
            names = ", ".join(name for name, _, _ in self.joints)
            raise invalid(path, f"A skeleton of this class has the joints {names}")


def _joint(data: object, path: str) -> tuple[str, float, float]:
    fields = Fields(an_object(data, path), path)
    fields.just("name", "x", "y")
    name = a_text(fields.body.get("name"), f"{path}.name", LONGEST_NAME).strip()
    if not name:
        raise invalid(f"{path}.name", "Is empty")
    x, y = fields.point()
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise invalid(path, "A joint lies between 0 and 1 both ways")
    return name, x, y


def _edge(data: object, path: str, names: set[str]) -> tuple[str, str]:
    one, other = a_list(data, path, 2, 2)
    if one not in names or other not in names or one == other:
        raise invalid(path, "Must join two joints of this skeleton")
    return one, other
