"""Export formats: what each tool wants a labeled video to look like."""
