"""The cards of the models there are: what the platform lists without importing torch."""
