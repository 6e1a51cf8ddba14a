"""The web process: Django under ASGI."""

import asyncio
import os
from contextvars import Context
from typing import Any

from django.core.asgi import get_asgi_application

from cliploop.serving.body import bound_bodies
from cliploop.videos.body import stream_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliploop.settings")
django: Any = get_asgi_application()  # its own types are narrower than what servers call it with
streaming: Any = bound_bodies(stream_bodies(django))


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer one request, in a context of its own.

    A server may begin a connection's next request in the context of the one before, where the
    thread that asgiref has kept for its synchronous parts is gone.
    """
    await asyncio.create_task(streaming(scope, receive, send), context=Context())
