"""Feeds: the clips worth a look now, a page at a time, and why each of them is there."""
