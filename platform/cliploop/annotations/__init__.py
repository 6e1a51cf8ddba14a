"""Annotations and their edit log: the one way in which labels change."""
