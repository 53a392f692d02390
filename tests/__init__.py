"""The suite. It mirrors app/; `promises` holds what is promised to children, `browser` drives a real Chromium."""
