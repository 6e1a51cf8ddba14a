"""The tick that has clips read, and what it and searches hear back."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.words import READ_CLIPS, READ_WORDS, ClipsRead, WordsRead
from cliploop.words import actions


@shared_task(name=READ_CLIPS.reply_task)
def clips_read(reply: dict[str, Any]) -> None:
    """Clips were read."""
    actions.clips_read(ClipsRead.unpack(reply))


@shared_task(name=READ_WORDS.reply_task)
def words_read(reply: dict[str, Any]) -> None:
    """Words were read."""
    actions.words_read(WordsRead.unpack(reply))


@shared_task(name="cliploop.words.read_clips")
def read_clips() -> None:
    """Some seconds have passed."""
    actions.read_clips(timezone.now())
