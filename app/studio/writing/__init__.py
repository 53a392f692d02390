"""Writing a survey: from where it begins to what a person fills in, and from that to changes of a draft.

`fields` and `acts` are pure: a form becomes changes. `starting` makes the first document. `words` says what was changed and
where. Then what pages show (`outline`, `item`, `settings`) and `routes`. Every page works without script.
"""
