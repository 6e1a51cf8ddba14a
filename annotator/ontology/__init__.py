"""A project's vocabulary: what its classes ask for besides a place and a time."""
