"""Asking for a new order, and putting it in front of the queue."""
