"""Rounds of pseudo-labels: a model's surest predictions become labels, and are judged."""
