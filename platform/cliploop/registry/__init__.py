"""The register of model versions: their stages and history, and what one takes away of them."""
