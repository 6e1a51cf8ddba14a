"""What may go wrong between a client and its server."""

from typing import Any

import httpx


class Refused(Exception):
    """The server said no: its sentence, with the stable code and the HTTP status."""

    def __init__(self, title: str, *, code: str = "", status: int = 0) -> None:
        """`title` is a sentence for people."""
        super().__init__(title)
        self.code = code
        self.status = status


class Unreachable(Exception):
    """No server answered."""


def is_away(error: Exception) -> bool:
    """Whether the server itself said nothing: none answered, or only what stands before it."""
    return isinstance(error, Unreachable) or (
        isinstance(error, Refused) and error.status in {502, 503, 504}
    )


class JobFailed(Exception):
    """A job that was waited for did not succeed; `answer` is what there is to show all the same."""

    def __init__(self, title: str, answer: Any = None) -> None:
        """`title` says which job and why."""
        super().__init__(title)
        self.answer = answer


def refused(response: httpx.Response) -> Refused:
    """The refusal in an answer; also of a server in between that knows no problem+json."""
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    title = str(problem.get("title") or f"The server answered {response.status_code}")
    sentence = ". ".join(part.rstrip(".") for part in (title, *_details(problem, title)))
    return Refused(sentence, code=str(problem.get("code", "")), status=response.status_code)


def _details(problem: dict[str, Any], title: str) -> list[str]:
    """What else there is to say: of the fields, what the title has not said of them already."""
    said = [str(problem["detail"])] if problem.get("detail") else []
    fields = problem.get("fields")
    if isinstance(fields, dict):
        sentences = {name: _sentence(value) for name, value in fields.items()}
        said += [
            f"{name}: {sentence}"
            for name, sentence in sentences.items()
            if sentence.rstrip(".").casefold() not in title.casefold()
        ]
    if problem.get("reference"):
        said.append(f"Reference {problem['reference']}")
    return said


def _sentence(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
