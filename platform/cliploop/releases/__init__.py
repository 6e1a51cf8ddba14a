"""Frozen snapshots of items with their labels."""
