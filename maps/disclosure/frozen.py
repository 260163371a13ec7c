"""A publication as text, and back: what is kept for ever, hashed, and attacked by the auditor."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, get_args

import geopandas as gpd
import pandas as pd
import shapely

from maps.disclosure.indicator import Indicator
from maps.disclosure.released import CRS, TOKEN, Released, ReleasedStatus, ReleasedTable

FORMAT = 1

Row = tuple[str, str, int | None, int | None, ReleasedStatus]


def freeze(released: Released) -> str:
    """See `Released.to_json`."""
    first = next(iter(released.tables.values()))
    body = {
        "format": FORMAT,
        "team": released.team,
        "audience": released.audience,
        "geography": released.geography,
        "period": [day.isoformat() for day in released.period],
        "published_on": released.published_on.isoformat(),
        "within": dict(released.within),
        "partitions": {whole: list(parts) for whole, parts in released.partitions.items()},
        "parents": dict(released.parents),
        "distinct": list(released.distinct),
        "areas": {code: shapely.geometry.mapping(shape) for code, shape in zip(first.areas["code"], first.areas.geometry, strict=True)},
        "tables": [_table(table) for table in released.tables.values()],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def thaw(text: str) -> Released:
    """See `Released.from_json`."""
    try:
        body = json.loads(text)
    except ValueError as error:
        raise ValueError("A publication is a JSON text.") from error
    _require(isinstance(body, dict) and body.get("format") == FORMAT, f"A publication of format {FORMAT} is an object that says so.")
    texts = {name: _text(body, name) for name in ("team", "audience", "geography")}
    first, last = _days(body)
    shapes = _object(body, "areas")
    areas = gpd.GeoDataFrame({"code": list(shapes)}, geometry=[_shape(shape) for shape in shapes.values()], crs=CRS)
    tables = [_read_table(one, areas) for one in _list(body, "tables")]
    _require(len(tables) > 0 and len({table.indicator for table in tables}) == len(tables), "A publication has tables, each indicator once.")
    return Released(
        **texts,
        period=(first, last),
        published_on=_day(body.get("published_on")),
        tables={table.indicator: table for table in tables},
        within={str(part): str(whole) for part, whole in _object(body, "within").items()},
        partitions={str(whole): tuple(map(str, parts)) for whole, parts in _object(body, "partitions").items()},
        parents={str(code): str(parent) for code, parent in _object(body, "parents").items()},
        distinct=tuple(map(str, _list(body, "distinct"))),
        token=TOKEN,
    )


def as_frame(rows: list[Row]) -> pd.DataFrame:
    """The rows as a table has them."""
    frame = pd.DataFrame(rows, columns=["code", "name", "n", "count", "status"])
    return frame.astype({"code": object, "name": object, "n": "Int64", "count": "Int64", "status": object})


def _table(table: ReleasedTable) -> dict[str, Any]:
    return {**asdict(table.spec), "rows": _rows(table.rows), "groups": _rows(table.groups), "total": list(table.whole)}


def _rows(frame: pd.DataFrame) -> list[list[Any]]:
    return [
        [code, name, None if pd.isna(n) else int(n), None if pd.isna(count) else int(count), status]
        for code, name, n, count, status in frame[["code", "name", "n", "count", "status"]].itertuples(index=False, name=None)
    ]


def _read_table(body: object, areas: gpd.GeoDataFrame) -> ReleasedTable:
    _require(isinstance(body, dict), "A table is an object.")
    assert isinstance(body, dict)  # noqa: S101 (what the line above has checked, for the types)
    texts = {name: _text(body, name) for name in ("key", "title", "definition", "n", "count", "what", "out_of")}
    _require(isinstance(body.get("sensitive"), bool) and body.get("kind") in ("rate", "share", "count"), "A table says whether it is sensitive, and its kind.")
    rows = [_row(one) for one in _list(body, "rows")]
    _require([row[0] for row in rows] == list(areas["code"]), "A table has a row for every area, in their order.")
    groups = [_row(one) for one in _list(body, "groups")]
    _, _, n, count, status = _row(["", "", *_list(body, "total")])
    spec = Indicator(sensitive=body["sensitive"], kind=body["kind"], **texts)
    return ReleasedTable(spec, as_frame(rows), as_frame(groups), areas, (n, count, status), TOKEN)


def _row(body: object) -> Row:
    right = isinstance(body, list) and len(body) == 5 and isinstance(body[0], str) and isinstance(body[1], str)
    _require(right, "A row is code, name, n, count, status.")
    assert isinstance(body, list)  # noqa: S101 (what the line above has checked, for the types)
    code, name, n, count, status = body
    _require(all(value is None or (type(value) is int and value >= 0) for value in (n, count)), "A count is a whole number ≥ 0, or hidden.")
    _require(status in get_args(ReleasedStatus), "A status is one of three.")
    _require((status == "shown") == (n is not None and count is not None), "A row is shown if both its counts are, and only then.")
    return code, name, n, count, status


def _shape(body: object) -> shapely.Geometry:
    try:
        shape = shapely.from_geojson(json.dumps(body))
    except Exception as error:
        raise ValueError("An outline is a GeoJSON geometry.") from error
    _require(shape.geom_type in ("Polygon", "MultiPolygon"), "An outline is a polygon or a multipolygon.")
    return shape


def _days(body: Mapping[str, Any]) -> tuple[date, date]:
    period = _list(body, "period")
    _require(len(period) == 2, "A period is its first and its last day.")
    first, last = _day(period[0]), _day(period[1])
    _require(first <= last, "A period ends after it began.")
    return first, last


def _day(value: object) -> date:
    _require(isinstance(value, str), "A day is written AAAA-MM-JJ.")
    return date.fromisoformat(str(value))


def _text(body: Mapping[str, Any], name: str) -> str:
    _require(isinstance(body.get(name), str), f"{name} is a text.")
    return str(body[name])


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    _require(isinstance(body.get(name), dict), f"{name} is an object.")
    return dict(body[name])


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    _require(isinstance(body.get(name), list), f"{name} is a list.")
    return list(body[name])


def _require(condition: bool, sentence: str) -> None:  # noqa: FBT001 (the condition itself, as of assert)
    if not condition:
        raise ValueError(sentence)
