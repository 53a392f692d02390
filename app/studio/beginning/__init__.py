"""Where a new survey begins: with nothing, with the starter survey, with a copy, or with a file; and how one leaves as a file.

`documents` makes the first document (pure), `files` reads what comes from elsewhere, then what the pages show and `routes`.
"""
