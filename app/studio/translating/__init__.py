"""Translating a survey: text beside text on a page, as a workbook (XLSX) or as a gettext catalogue (PO), and the review of it.

`texts` names every text of a questionnaire by a key that stays; `records` remembers what each translation was made from, and
`reviewing` who has looked at it. All of that stands beside the questionnaire, never in it: content hashes do not change.
Whatever is changed goes through `studio.drafts`, so that nobody's work is written over.
"""
