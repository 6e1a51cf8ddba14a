"""The Celery app of the workers. Its settings are two: REDIS_URL and STORAGE_URL."""

import os

from celery import Celery

BROKER_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
STORAGE_URL = os.environ.get("STORAGE_URL", "")  # where this machine sees it; none: as the ask says

app = Celery("mlworker", broker=BROKER_URL)
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    # A message is taken at once: what a dead worker had begun is sent again by the reconciler.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    task_default_queue="media",
    task_create_missing_queues=True,
    worker_pool="threads",
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_keepalive": True, "health_check_interval": 10},
)
