"""All that is written about datasets and items."""
