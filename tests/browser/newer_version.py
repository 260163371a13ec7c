"""`python -m tests.browser.newer_version --port N`: the same server, but its tablet app claims to be a newer build."""

import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from waitress import serve

from outreach.app import create_app
from outreach.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class NewerVersion:
    """Changes one byte of the service worker, which is what a new build does as far as a browser can tell."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not environ["PATH_INFO"].endswith("/service-worker.js"):
            return self.app(environ, start_response)
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            environ.pop(name, None)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            kept = [(name, value) for name, value in headers if name.lower() not in {"content-length", "etag", "last-modified"}]
            return start_response(status, kept, exc_info)

        return [re.sub(rb"palier-[0-9a-f]{16}", rb"\g<0>-newer", b"".join(self.app(environ, start)))]


if __name__ == "__main__":
    serve(NewerVersion(create_app(Settings.from_environment())), host="127.0.0.1", port=int(sys.argv[-1]), _quiet=True)
