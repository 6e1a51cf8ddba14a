"""All that is written about models: training, predicting, rounds, vectors."""
