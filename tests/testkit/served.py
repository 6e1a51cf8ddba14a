"""The web process's server, in a thread of the test's own process and on its database."""

import gc
import threading
from collections.abc import Iterator

import pytest
import uvicorn

# What tests that use it are marked with.
LIVE = [
    pytest.mark.django_db(transaction=True),
    # Django's handler leaves the body's file to the collector when a server stops meanwhile.
    pytest.mark.filterwarnings(
        "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


@pytest.fixture
def server() -> Iterator[str]:
    """Its address."""
    from cliploop.asgi import application  # noqa: PLC0415  # settings load after configure

    config = uvicorn.Config(application, port=0, lifespan="off", log_level="warning")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        threading.Event().wait(0.05)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join()
    gc.collect()
