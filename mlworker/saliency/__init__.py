"""Where in a clip a model looked."""
