"""A project at a glance, out of what the rooms beneath know."""
