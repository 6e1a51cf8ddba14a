"""Endpoints of datasets and items."""
