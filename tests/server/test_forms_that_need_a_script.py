"""What only a script can send is not sendable before the script is there: the browser would send it bare, and say nothing of what was typed."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

SENT_BY_A_SCRIPT = ("/cles",)


@pytest.mark.parametrize("address", SENT_BY_A_SCRIPT)
def test_the_button_waits_for_its_script(browser: Callable[[str], FlaskClient], address: str) -> None:
    page = browser("coordinator").get(address).text
    assert page.count("disabled data-needs-script") > 0
    assert 'name="passphrase' not in page
