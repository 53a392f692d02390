"""How the tables came to be what they are: numbered, reversible, one change each. `rights` says who may use them."""
