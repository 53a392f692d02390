"""Who may enter the office: organisations, accounts with one role each, and signing in. Children have none of this.

`models` (tables), `passwords` (pure), acts: `creating`, `signing_in`; then `guards`, which routes of all office rooms lean
on, and `routes`. No address, no agent and no history of anybody is stored: a sign-in is a digest, an account and an end.
"""
