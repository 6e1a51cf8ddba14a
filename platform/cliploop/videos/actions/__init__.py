"""All that is written about videos."""
