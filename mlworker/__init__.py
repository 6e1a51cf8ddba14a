"""The workers: everything that opens a media file or imports torch."""
