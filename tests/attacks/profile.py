"""What whoever copies a tablet's storage holds: every row of the app's database, read out of the browser's profile without the app."""

import base64
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Playwright, Route

from tests.browser.chromium import ARGUMENTS

Row = dict[str, Any]

READ = """
async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error); };
  });
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const db = await asked(indexedDB.open('palier'));
  const rows = {};
  const reading = db.transaction([...db.objectStoreNames], 'readonly');
  await Promise.all([...db.objectStoreNames].map(async (name) => { rows[name] = await asked(reading.objectStore(name).getAll()); }));
  return JSON.stringify(rows, (_, one) => (one instanceof Uint8Array ? { $bytes: base64(one) } : one));
}
"""


@dataclass(frozen=True)
class Stolen:
    """The rows by table; bytes are bytes."""

    tables: dict[str, list[Row]]

    def columns(self) -> dict[str, dict[str, list[bytes]]]:
        """Everything that is bytes, by table and column."""
        found: dict[str, dict[str, list[bytes]]] = {}
        for table, rows in self.tables.items():
            for row in rows:
                for column, value in row.items():
                    if isinstance(value, bytes):
                        found.setdefault(table, {}).setdefault(column, []).append(value)
        return found


def origins(profile: Path) -> list[str]:
    """Whose databases lie in a profile: Chromium names their folders by the origin."""
    folders = (profile / "Default/IndexedDB").glob("*.indexeddb.leveldb")
    parts = [folder.name.removesuffix(".indexeddb.leveldb").rsplit("_", 2) for folder in folders]
    return [f"{scheme}://{host}" + ("" if port == "0" else f":{port}") for scheme, host, port in parts]


def steal(playwright: Playwright, executable: str, profile: Path, workplace: Path) -> Stolen:
    """Copy the profile, as a thief would, and read it with a browser of one's own: no server is asked for anything."""
    copy = workplace / "copied-profile"
    shutil.copytree(profile, copy, ignore=shutil.ignore_patterns("Singleton*", "Service Worker", "Cache*"))
    (origin,) = [one for one in origins(copy) if urlsplit(one).hostname]
    context = playwright.chromium.launch_persistent_context(str(copy), executable_path=executable, args=ARGUMENTS, headless=True)

    def blank(route: Route) -> None:
        route.fulfill(body="<title>an empty page of that origin</title>", content_type="text/html")

    context.route("**/*", blank)
    page = context.new_page()
    page.goto(f"{origin}/tablette/")
    text = page.evaluate(READ)
    context.close()
    return Stolen(json.loads(text, object_hook=_unpacked))


def _unpacked(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["$bytes"]) if set(value) == {"$bytes"} else value
