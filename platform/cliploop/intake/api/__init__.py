"""Endpoints by which files come in."""
