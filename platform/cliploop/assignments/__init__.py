"""Who labels what: the queue, leases, and handing work on."""
