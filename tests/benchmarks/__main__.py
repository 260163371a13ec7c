"""`python -m tests.benchmarks [ingest] [tablet] [directory] [people] [maps] [rounds]`: figures to read, nothing that fails. Close other programs first."""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import directory, ingest, maps, people, rounds, tablet

PARTS = {"ingest": ingest.run, "tablet": tablet.run, "directory": directory.run, "people": people.run, "maps": maps.run, "rounds": rounds.run}

for name in sys.argv[1:] or PARTS:
    with tempfile.TemporaryDirectory(prefix="palier-benchmark-") as folder:
        PARTS[name](Path(folder))
