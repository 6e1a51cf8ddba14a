"""Changes, by subject."""
