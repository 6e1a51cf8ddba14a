"""Opens what strangers sent: its true frames, a proxy that plays in a browser, exact stills."""
