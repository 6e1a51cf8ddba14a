"""How a network is taught by more than labels: a file each."""
