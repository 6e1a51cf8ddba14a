"""Endpoints of datasets, items and uploads."""
