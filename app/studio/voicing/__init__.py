"""The recorded voices of a survey: what there is to read out loud, which of it is recorded, and the page to bring and hear them.

`pieces` says what a child's page reads; sounds are made small by `surveys.opus` and kept by `surveys.recordings`.
"""
