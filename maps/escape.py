"""Text from people, made harmless in every place where folium or Leaflet would read it as HTML or JavaScript."""

import html


def escape(text: object) -> str:
    """Escape a text for a tooltip, a popup, a label or a layer name.

    Beyond HTML's own characters, folium writes tooltips and popups into JavaScript template literals: there a backtick ends the literal,
    `${` runs code and a backslash starts an escape; Leaflet's templates read `{`. All become character references, which HTML shows as they were written.

    Args:
        text: anything; made a text first.

    Returns:
        HTML that shows `text` and does nothing.
    """
    safe = html.escape(str(text), quote=True)
    for character in "`$\\{":
        safe = safe.replace(character, f"&#{ord(character)};")
    return safe
