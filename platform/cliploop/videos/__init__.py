"""Videos as bytes: uploads, what ingest made of them, and how they are served."""
