"""Models that somebody asks at once, and how fast they are."""
