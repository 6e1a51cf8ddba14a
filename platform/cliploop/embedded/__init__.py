"""Everything on one machine: database, broker, web and workers, started and kept alive."""
