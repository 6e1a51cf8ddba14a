"""From a snapshot to a model version."""
