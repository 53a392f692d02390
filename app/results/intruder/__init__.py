"""An intruder: what can be worked out about children by someone who has a published release, a computer and time.

A process of its own (`python -m app.results.intruder`): reads the bytes of one release on standard input and writes what it
found on standard output, both JSON. It shares no rule and no helper with the protection it attacks, and has no database and
no secret: what it knows stands in the file, and in the public description of the method.

It tries every group of children that the file hides (hidden groups, `not stated`, and what is left of every whole): for each
answer the least and the most children who can have given it, by linear programs over all tables of the item, of the items it
rests on and of those that rest on it (`worlds`); how well their number can be estimated, by least squares; and what someone
learns who knows all children of a group but one (`attack`). Pure.
"""
