"""Documents as PDF: tagged, with their language and title, made by WeasyPrint out of our own pages. Nothing is asked of any other host."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from logging import INFO, Handler, LogRecord, getLogger
from pathlib import Path
from typing import Any

from outreach.errors import Problem

FONTS = Path(__file__).parents[1] / "web" / "assets" / "office"
SHEET = Path(__file__).with_name("document.css")
LETTERS = "palier:lettres/"
"""How the sheet names files of the page's own font."""
PIXELS = 2.0
"""Pixels per unit of a picture: sharp on paper as wide as a hand."""


def to_pdf(html: str, laid_out: Callable[[int], None] | None = None, style: Path | None = None) -> bytes:
    """A page as PDF/UA-1.

    Args:
        html: a whole page; its `lang` and `<title>` become those of the document.
        laid_out: is told the number of each page as it is laid out (again, where page numbers are still to be found out); what it raises ends the work.
        style: a sheet of this document's own, after `SHEET`.

    Raises:
        Problem: where the system's libraries for text are missing, naming them.
    """
    weasyprint = _weasyprint()
    with _followed(laid_out) if laid_out else nullcontext():
        return _composed(weasyprint, html, [SHEET, style] if style else [SHEET])


def _composed(weasyprint: Any, html: str, styles: Sequence[Path]) -> bytes:  # noqa: ANN401 (a module)
    fonts, fetcher = weasyprint.text.fonts.FontConfiguration(), _fetcher(weasyprint)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    sheets = [weasyprint.CSS(string=style.read_text(encoding="utf-8"), url_fetcher=fetcher, font_config=fonts) for style in styles]
    made: bytes = document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")
    return made


def picture_to_pdf(svg: str, title: str) -> bytes:
    """A drawing as a PDF of one page of its size. Arguments and errors as of `to_pdf`."""
    return to_pdf(picture_page(svg, title))


def picture_to_png(svg: str, title: str) -> bytes:
    """The same as PNG, `PIXELS` per unit."""
    from io import BytesIO

    import pypdfium2

    with pypdfium2.PdfDocument(picture_to_pdf(svg, title)) as document:
        # A PDF counts 72 points where the page counts 96 units.
        image = document[0].render(scale=PIXELS * 96 / 72).to_pil()
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def picture_page(svg: str, title: str) -> str:
    """A page that is as large as its one drawing."""
    from base64 import b64encode
    from html import escape
    from re import search

    size = search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    if size is None:
        raise ValueError("a drawing says how large it is")
    width, height = size.groups()
    source = b64encode(svg.encode()).decode()
    style = f"@page {{ size: {width}px {height}px; margin: 0; @bottom-left {{ content: none }} @bottom-right {{ content: none }} }} img {{ display: block }}"
    image = f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(title)}" width="{width}" height="{height}">'
    return f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style></head><body>{image}</body></html>'


@contextmanager
def _followed(laid_out: Callable[[int], None]) -> Iterator[None]:
    """What WeasyPrint tells of its progress (« Step 5 - Creating layout - Page 3 »), which it documents for this use."""

    class Listener(Handler):
        def emit(self, record: LogRecord) -> None:
            _, found, page = record.getMessage().rpartition("Page ")
            if found and page.isdigit():
                laid_out(int(page))

    logger, listener = getLogger("weasyprint.progress"), Listener()
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(INFO)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)


def _weasyprint() -> Any:  # noqa: ANN401 (a module)
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as missing:
        raise Problem(
            "no_pdf_libraries",
            "Ce serveur n’a pas les bibliothèques qui composent les PDF (Pango). Rien n’est perdu : la page et le tableur donnent les mêmes chiffres. "
            "À installer sur le serveur. Debian ou Ubuntu : « apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 » ; "
            "macOS : « brew install pango ».",
        ) from missing
    return weasyprint


def _fetcher(weasyprint: Any) -> Any:  # noqa: ANN401 (a module, an object of it)
    """Gives the page's font, and pictures that the page carries itself; anything else is refused."""

    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401
            name = url.removeprefix(LETTERS)
            if url == name:
                return super().fetch(url, headers)
            if "/" in name or not (FONTS / name).is_file():
                raise ValueError("a document has no such font")
            return weasyprint.urls.URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/woff2"})

    return OwnFiles(allowed_protocols={"data"})
