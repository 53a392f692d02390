"""The brief: what a release says, for somebody who has ten minutes. A page and two printed sides, in three versions.

`composing` makes a `Brief` of a release and of nothing else: whole sentences from the catalogues, with numbers that stand in
the release. `choosing` says which numbers, `speaking` how they are said, `known` holds the starter's indicators as clauses;
`asks`, `who` and `sure` are its parts, `page` and `printed` show it. Keeps promise 2.
"""
