"""The child's side: pages, answers to record, intake. It knows no accounts and can only add submissions, never read them.

Pure: `record`, `forms`, `sealed`. Tables: `submission_table`, `remark_table`. `submissions` is the only module that works on the
submission table. `intake` takes finished forms in; `pages` and `routes` show what a child sees.
"""
