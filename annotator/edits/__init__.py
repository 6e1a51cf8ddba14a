"""Annotations, and the one way in which they change."""
