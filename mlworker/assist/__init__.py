"""Suggestions while somebody draws: following shapes and outlining things."""
