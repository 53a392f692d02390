"""XLSForm, the format in which the humanitarian field exchanges surveys: `reading.read` and `writing.write`, and no more.

`sheets` says how cells hold texts, `conditions` how relevance and constraints are written, `messages` what is said of rows
that have no counterpart here; `foreign` maps forms made elsewhere, `returning` our own exports. Pure code: docs/xlsform.md.
"""
