"""The API, `/api/v1`: what is published, for programs. Read-only; its numbers are the cells of releases and nothing else.

`routes` answers, `documents` says in which form, `guards` who may ask and how often, `describing` the description (OpenAPI).
"""
