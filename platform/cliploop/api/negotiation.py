"""What an answer is made of: JSON, or the stream that an operation says, whatever is accepted."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class Unconditional(DefaultContentNegotiation):
    """Answers what there is: an `EventSource` accepts nothing but events, and gets them."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer of the answer, and its media type."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)
