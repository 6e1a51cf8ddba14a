"""A dataset's graph of stages, and what moves an item along it."""
