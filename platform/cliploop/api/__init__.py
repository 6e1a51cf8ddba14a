"""What every endpoint shares: operations, problems, paging, who is asking."""
