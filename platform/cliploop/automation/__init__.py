"""What the platform does alone, without anybody asking."""
