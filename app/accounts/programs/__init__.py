"""Programs that read in somebody's name: `tokens` says what a token is, `routes` is the page where people have their own."""
