"""From a model and items to predictions."""
