"""What coordinators use: the dashboard, the keys, rounds, tablets, the map, and what needs a look.

Each page is a module of this package that hangs its views on `bp`.
"""

from flask import Flask

from outreach.web.coordination.blueprint import bp


def register(app: Flask) -> None:
    """Give the app the coordination's pages."""
    from outreach.web.coordination import (  # noqa: F401 (importing hangs the views on `bp`)
        bilan,
        cards,
        cases,
        centre,
        comment_words,
        directory,
        directory_edit,
        directory_files,
        directory_merge,
        directory_structure,
        documents,
        entrance_edit,
        exchanges,
        facades,
        followups,
        forms,
        ground,
        home,
        hours,
        imports,
        invited_meetings,
        jobs,
        keys,
        languages,
        list_files,
        map,  # noqa: A004
        map_export,
        meetings,
        names,
        notices,
        own_records,
        paper,
        publications,
        quarantine,
        received,
        referrals,
        requests,
        retention,
        rights,
        round_sheets,
        rounds,
        sealed_people,
        tablets,
        territory,
        withdrawal,
    )

    app.register_blueprint(bp)
