"""Acquisition: which unlabeled items are worth a person's time, and why."""
