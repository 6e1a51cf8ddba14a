"""Asking models at once, models that live elsewhere, and how fast all of them are here."""
