"""Suara: children answer, ministries read, and both can check how.

The map of the house, one sentence a room. The way the data goes is one way::

    Questionnaire -> Record -> Cube -> Release -> files and pages -> Commitment

    main          builds the two web applications: public (children, readers) and office (adults)
    cli           `suara`, one command per line of the operator's guide
    tables        imports every room's tables, for the migrations and the tests
    publishing    a release -> pages, files, SDMX and the API; reads releases and nothing else
    studio        the office's design time: surveys, gates, opening and closing a wave
    results       cube, counting, disclosure control, releases and the counter that makes them
    answering     the child's side: pages, answers -> record, intake
    surveys       questionnaire, routing, checks, codebook, plan, starter survey, waves
    accounts      who may enter the office, and tokens for programs
    web           HTTP toolkit, ignorant of the domain
    database      engines, sessions, and who may read what
    config errors clock

Direction: a room may import from rooms below it in this list, never from one above; import-linter holds it (pyproject.toml).
"""

__version__ = "0.1.0"
