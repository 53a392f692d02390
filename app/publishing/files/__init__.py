"""What can be downloaded of a release: each file a function of it and of what became of it, the same bytes whenever made.

`about` (what every file says of itself), `describing` (CSV on the Web, Frictionless), `workbook` (XLSX), `documents` (JSON and
its schema), `ddi` (DDI-Codebook), `snippets` (R and Python), `reading_me`, `contents` (the list of them all), `archive` (all as
one zip), `feed` (Atom). The three tables themselves are in `publishing.tables`. No answer can be reached from here (promise 2).
"""
