"""A release as statistical offices exchange numbers: SDMX structures, data, and the queries of its web service.

`artefacts` (what a structure is made of), `shared` (code lists that every release uses), `coding` (a survey's own variables and
their codes), `structures` (all artefacts of a release), `observations` (its numbers, one by one), `structure_xml`,
`structure_json`, `data_csv`, `data_xml`, `data_json` (writers), `files` (what lies among the files of a release), `keys`,
`parameters` and `paths` (what a query asks), `catalogue` (which artefacts there are), `answering` (its answer), `refusing` (why
there is none), `formats` (media types), `routes`. No number is made here: each comes from `publishing.tables` (promise 2).
"""
