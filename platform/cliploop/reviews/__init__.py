"""Verdicts on submitted work, and comments pinned to frames."""
