"""Preview: a draft as the child's page itself shows it. What is sent from it is stored nowhere.

`filling` puts something in the place of what is not written yet (pure), `pages` hands the result to the pages of the child's
side, `routes` serves them in a frame of the office.
"""
