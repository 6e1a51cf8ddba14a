"""How files become items: uploaded, registered in place, or watched for."""
