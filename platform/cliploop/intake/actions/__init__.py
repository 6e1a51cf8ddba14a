"""All that is written when files come in."""
