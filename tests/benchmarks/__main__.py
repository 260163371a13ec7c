"""`python -m tests.benchmarks [ingest] [tablet] [directory] [people] [maps]`: figures to read, nothing that fails. Close other programs first."""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import directory, ingest, maps, people, tablet

PARTS = {"ingest": ingest.run, "tablet": tablet.run, "directory": directory.run, "people": people.run, "maps": maps.run}

for name in sys.argv[1:] or PARTS:
    with tempfile.TemporaryDirectory(prefix="palier-benchmark-") as folder:
        PARTS[name](Path(folder))
