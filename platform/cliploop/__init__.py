"""The Django project: people, API, the only user of the database."""
