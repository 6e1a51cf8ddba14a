"""Bytes: content-addressed blobs below one storage URL."""
