"""`python -m app.cli`: how `serve` starts its counter."""

from app.cli import main

main()
