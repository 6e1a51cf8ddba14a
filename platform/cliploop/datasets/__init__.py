"""Datasets of items: lists, workflow stages, bulk moves."""
