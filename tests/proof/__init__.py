"""Long proofs, outside the suite: `make proof`."""
