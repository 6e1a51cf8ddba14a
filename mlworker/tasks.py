"""The Celery tasks, one for each kind of work: claim, do in a child, reply. One kind stays here."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import redis
from kombu.exceptions import OperationalError

from annotator.contracts.assist import OUTLINE, TRACK
from annotator.contracts.errands import (
    FAILURE_TASK,
    PROGRESS_TASK,
    Failed,
    Progressed,
    cancel_key,
    claim_key,
    secret_key,
)
from annotator.contracts.instant import INSTANT, Relearn
from annotator.contracts.learning import FEATURES, PREDICT, TRAIN
from annotator.contracts.media import CUT, INGEST, JOIN, SEGMENT, STILL
from annotator.contracts.message import Message, Work
from annotator.contracts.outside import GREET, HOOK
from annotator.contracts.packaging import PACKAGE
from annotator.contracts.registry import WORKS
from annotator.contracts.saliency import SALIENCY
from annotator.contracts.serving import BRING, INFER, MEASURE
from annotator.contracts.shots import SHOTS
from annotator.contracts.words import READ_CLIPS, READ_WORDS
from annotator.refusal import Code, Refusal
from mlworker import attempt
from mlworker.app import BROKER_URL, STORAGE_URL, app
from mlworker.child import Limits, find

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 3.0
REPORT_SECONDS = 0.5
LOOK_SECONDS = 0.5
CLAIM_SECONDS = 24 * 3600
GIB = 1 << 30

SANDBOX = Limits(
    memory_bytes=2 * GIB,
    cpu_seconds=48 * 3600,
    file_bytes=64 * GIB,
    open_files=256,
    folder_bytes=160 * GIB,
    wall_seconds=24 * 3600,
    silence_seconds=120,
    niceness=10,
    network=False,
)
QUICK = replace(SANDBOX, cpu_seconds=240, wall_seconds=120, niceness=0)
# Torch maps more than it uses, several times more with CUDA beside it.
WATCHING = replace(SANDBOX, memory_bytes=8 * GIB, file_bytes=GIB)
# Somebody waits for it, and the film is one that was prepared here.
FOLLOWING = replace(
    WATCHING,
    cpu_seconds=600,
    wall_seconds=300,
    niceness=0,
    way_out="Follow it over fewer frames, or set the keyframes by hand",
)
# A model of the installation's own wants torch, and says nothing while it is loaded.
OUTLINING = replace(
    FOLLOWING,
    silence_seconds=0,
    way_out="Draw it with the polygon tool, or retry; a smaller model in CLIPLOOP_SAM2 is faster",
)
LEARNING = Limits(wall_seconds=7 * 24 * 3600, niceness=10)
# Somebody waits for it; a model may say nothing while it is loaded.
INFERRING = Limits(wall_seconds=300, way_out="Ask about a shorter clip, or predict stored ones")
READING = Limits(
    wall_seconds=300, way_out="Search again, or name a smaller model by CLIPLOOP_WORDS"
)
CALLING = Limits(memory_bytes=4 * GIB, wall_seconds=180, way_out="See that it answers at once")

STEPS: dict[Work, tuple[str, Limits]] = {
    INGEST: ("mlworker.decode.ingest:begin", SANDBOX),
    SEGMENT: ("mlworker.decode.segment:make", SANDBOX),
    JOIN: ("mlworker.decode.join:join", SANDBOX),
    STILL: ("mlworker.decode.still:draw", QUICK),
    CUT: ("mlworker.decode.cut:cut", SANDBOX),
    SHOTS: ("mlworker.shots.find:find", WATCHING),
    TRACK: ("mlworker.assist.track:track", FOLLOWING),
    OUTLINE: ("mlworker.assist.outline:outline", OUTLINING),
    FEATURES: ("mlworker.features.compute:compute", LEARNING),
    TRAIN: ("mlworker.training.run:train", LEARNING),
    PREDICT: ("mlworker.inference.run:predict", LEARNING),
    PACKAGE: ("mlworker.packaging.package:package", LEARNING),
    SALIENCY: ("mlworker.saliency.show:show", LEARNING),
    INFER: ("mlworker.serving.infer:infer", INFERRING),
    GREET: ("mlworker.serving.greet:greet", CALLING),
    HOOK: ("mlworker.serving.greet:call", CALLING),
    BRING: ("mlworker.serving.bring:bring", LEARNING),
    MEASURE: ("mlworker.serving.measure:measure", LEARNING),
    READ_CLIPS: ("mlworker.features.words:read_clips", LEARNING),
    READ_WORDS: ("mlworker.features.words:read_words", READING),
}

# What is answered by this very process, which keeps what it has read: no job waits for it, so
# nothing is claimed or cancelled. Found by its name, so that no other worker carries it along.
RESIDENTS: dict[Work, str] = {INSTANT: "mlworker.instant.resident:take"}


@dataclass(slots=True)
class Line:
    """The line to the platform for one attempt: its progress out, its cancel key in."""

    ask: Message
    latest: Progressed
    waiting: bool = False
    details: dict[str, Any] = field(default_factory=dict)
    sent: float = field(default_factory=time.monotonic)
    looked: float = 0.0
    go_on: bool = True

    def hear(self, words: Mapping[str, Any]) -> None:
        """Take up what the step says; `wanted` sends it on."""
        self.details = _merged(self.details, words["detail"])
        plain = {name: words[name] for name in ("done", "total", "unit", "message")}
        self.latest = Progressed(self.ask.job_id, self.ask.token, **plain)
        self.waiting = True

    def wanted(self) -> bool:
        """Whether to go on. Sends what is due: news soon, a sign of life else.

        A broker that is away for a moment does not stop the work.
        """
        now = time.monotonic()
        try:
            if now - self.sent >= (REPORT_SECONDS if self.waiting else HEARTBEAT_SECONDS):
                self.send()
            if now - self.looked >= LOOK_SECONDS:
                self.looked = now
                self.go_on = not _broker().exists(cancel_key(self.ask.job_id, self.ask.token))
        except (redis.RedisError, OperationalError) as problem:
            self.sent = self.looked = now
            log.warning("%s: the broker is away: %s", self.ask.job_id, problem)
        return self.go_on

    def send(self) -> None:
        """Send the progress so far."""
        _tell(PROGRESS_TASK, replace(self.latest, detail=self.details), patience=1)
        self.details, self.waiting, self.sent = {}, False, time.monotonic()

    def flush(self) -> None:
        """Send what the step said last. Without that the platform still learns how it ended."""
        if self.waiting:
            try:
                self.send()
            except (redis.RedisError, OperationalError) as problem:
                log.warning("%s: the broker is away: %s", self.ask.job_id, problem)


def perform(work: Work, data: Mapping[str, Any]) -> None:
    """Do one attempt at one piece of work, once, and say how it ended."""
    ask = _here(work.ask.unpack(data))
    if not _broker().set(claim_key(ask.token), "1", nx=True, ex=CLAIM_SECONDS):
        log.info("%s %s: another worker has it", work.name, ask.job_id)
        return
    line = Line(ask, Progressed(ask.job_id, ask.token))
    if not line.wanted():
        return
    line.send()
    step, limits = STEPS[work]
    try:
        reply = attempt.run(work, step, told_secret(ask), limits, line.hear, line.wanted)
        line.flush()
        _tell(work.task_of(reply), reply)
    except Refusal as refusal:
        log.warning("%s %s: %s", work.name, ask.job_id, refusal.title)
        line.flush()
        _tell(FAILURE_TASK, Failed(ask.job_id, ask.token, refusal.code, refusal.title))
    except Exception as problem:
        log.exception("%s %s", work.name, ask.job_id)
        title = f"The worker failed ({type(problem).__name__}). Retry; its log says more"
        _tell(FAILURE_TASK, Failed(ask.job_id, ask.token, Code.UNEXPECTED, title))


def relearn(data: Mapping[str, Any]) -> None:
    """Hand an ask to the resident of this process, which answers when it comes to it."""
    take: Any = find(RESIDENTS[INSTANT])
    take(_here(Relearn.unpack(data)), _relearned)


def _relearned(answer: Message) -> None:
    _tell(INSTANT.reply_task, answer)


def _here(ask: Message) -> Message:
    """The ask with the storage as this worker reaches it, where it needs any."""
    if not STORAGE_URL or not hasattr(ask, "storage_url"):
        return ask
    changes: dict[str, Any] = {"storage_url": STORAGE_URL}
    return replace(ask, **changes)


def told_secret(ask: Message) -> Message:
    """The ask with the secret that it needs, which lies in the broker for a while.

    Refuses (`gone`) one that lies there no more.
    """
    outside = getattr(ask, "outside", None)
    if outside is None:
        return ask
    secret: Any = _broker().get(secret_key(ask.job_id))
    if secret is None:
        raise Refusal(
            Code.GONE, "This waited so long that its secret is gone. Start it again from the model"
        )
    changes: dict[str, Any] = {"outside": replace(outside, secret=secret.decode())}
    return replace(ask, **changes)


def _merged(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(before)
    for name, value in more.items():
        both = isinstance(value, list) and isinstance(merged.get(name), list)
        merged[name] = [*merged[name], *value] if both else value
    return merged


def _tell(task: str, message: Message, *, patience: int = 60) -> None:
    policy = {"max_retries": patience, "interval_start": 0.2, "interval_step": 0.2}
    app.send_task(task, args=[message.pack()], queue="platform", retry=True, retry_policy=policy)


@cache
def _broker() -> redis.Redis:
    client: redis.Redis = redis.Redis.from_url(
        BROKER_URL, socket_timeout=5, health_check_interval=10, socket_keepalive=True
    )
    return client


def _register(work: Work) -> None:
    def do(ask: dict[str, Any]) -> None:
        if work in RESIDENTS:
            relearn(ask)
        else:
            perform(work, ask)

    app.task(name=work.name)(do)


for _work in WORKS:
    _register(_work)
