"""What browsers are told at once: events over Redis Streams, read as SSE."""
