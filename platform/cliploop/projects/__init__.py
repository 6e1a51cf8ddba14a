"""Projects, their members and classes."""
