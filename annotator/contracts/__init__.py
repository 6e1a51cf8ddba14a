"""What the platform asks of the workers and what they reply: frozen dataclasses, sent as JSON."""
