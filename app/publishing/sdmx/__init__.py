"""A release as statistical offices exchange numbers: SDMX structures, data, and the queries of its web service.

`artefacts` (what a structure is made of), `shared` (code lists that every release uses), `coding` (a survey's own variables and
their codes), `structures` (all artefacts of a release), `observations` (its numbers, one by one), `structure_xml`,
`structure_json`, `data_csv`, `data_xml`, `data_json` (writers), `files` (what lies among the files of a release); for the service
`formats` (media types), `queries` (what can be asked), `paths`, `parameters` and `keys` (what is asked), `catalogue` (which
artefacts there are), `answering` (the answer), `refusing` (why there is none), `routes`.

No number is made here: each comes from `publishing.tables` (promise 2).
"""
