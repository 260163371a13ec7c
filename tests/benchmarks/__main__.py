"""`python -m tests.benchmarks [PART …]`: figures to read, nothing that fails. Close other programs first."""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import access, directory, hours, ingest, maps, people, rounds, tablet, together

PARTS = {
    "access": access.run,
    "ingest": ingest.run,
    "tablet": tablet.run,
    "directory": directory.run,
    "hours": hours.run,
    "people": people.run,
    "maps": maps.run,
    "rounds": rounds.run,
    "together": together.run,
}

for name in sys.argv[1:] or PARTS:
    with tempfile.TemporaryDirectory(prefix="palier-benchmark-") as folder:
        PARTS[name](Path(folder))
