"""Test helpers: the cast of Ada, Ben, Cleo, Vic and Dan, and builders of what they work on."""
