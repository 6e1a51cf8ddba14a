"""Users, their sessions, API keys and sign-in links."""
