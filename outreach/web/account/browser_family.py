"""Which browser on which system, as its owner would say it: only so much is kept."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In the order in which they are looked for: most say that they are several."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_family(agent: str) -> str:
    """« Firefox · Windows »; empty for what is not known."""
    known = [next((name for sign, name in table if sign in agent), None) for table in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in known if name)
