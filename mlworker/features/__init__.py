"""Frozen views of a clip as vectors, computed once."""
