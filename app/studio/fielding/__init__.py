"""Approving and fielding: what people record before a real wave opens, who approves it, and the way to the children.

`forms` (pure: what is filled in becomes evidence), `approving`, `recording`; then what pages show (`checklist`, `services`,
`held`, `log`), the `poster`, and `routes`. `studio.opening` stays the only way to open a wave.
"""
