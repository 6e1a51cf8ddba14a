"""What stages of workflows do alone: asking models about clips, and drawing samples."""
