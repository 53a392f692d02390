"""From answers to a release: counting, disclosure control, and the immutable documents that leave.

Pure ideas first: `cube` (counts, never records), `noise` and `disclosure` (what may be said of them), `published` (what is),
`uncertainty` (how sure that is, from a release alone). Then tables (`models`) and acts: `asking` (for a release), `releases`
(storing, naming, verifying), `preparing` (the counter's step), `counting` (the only module here that meets submissions),
`participation`, `counter_lock`; then `routes`, the steward's page.

Keeps promise 2: no number about answers leaves but through `disclosure.protect` into a release.
"""
