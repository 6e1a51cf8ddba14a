"""How good models are, in more than one number: by the clips that judged them."""
