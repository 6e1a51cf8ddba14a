"""Shapes in the picture: how each is written, moves, and what it covers."""
