"""Models that learn from the labels, and what they give back."""
