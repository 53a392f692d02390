"""From a release to what people read: the reading room's pages and the files to download.

Everything here is a function of released documents and of nothing else: no answer, no count and no clock can be reached.

`figures` (how a number is written), `tables` (the files of the contract), `bars` (charts), `reading` (what stands on a
page), `routes`.
"""
