"""`python -m outreach` is `palier`."""

from outreach.cli import main

main()
