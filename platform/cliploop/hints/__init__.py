"""What helps to label one clip: what the model in use says of it, and labeled clips like it."""
