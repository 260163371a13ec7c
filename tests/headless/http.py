"""The second tablet's way to a server process: plain HTTP."""

import json
import urllib.error
import urllib.request

from tests.headless.second_tablet import NoAnswer
from tests.headless.wire import Json


class Http:
    """One server, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        return self.send(path, json.dumps(body).encode(), token)

    def send(self, path: str, body: bytes, token: str | None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} | ({} if token is None else {"Authorization": f"Bearer {token}"})
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", body, headers)  # noqa: S310 (our own address)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (OSError, ValueError) as error:
            raise NoAnswer(str(error)) from None
