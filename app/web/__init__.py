"""HTTP toolkit, ignorant of the domain: templates, languages, static files, transactions, problems, headers."""
