"""Finding clips by words, where the operator names a model that knows both."""
