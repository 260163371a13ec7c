"""The queries of the activity report, as texts that anybody with a copy of the database can run: each gives one row, from raw rows alone.

They are written for both databases; the few words that differ stand in `_DIALECTS`. `written` puts the period and the organisation in.
"""

# ruff: noqa: S608 (what is joined are constants of this module, and ids and days that are typed)

from collections.abc import Mapping
from datetime import date
from string import Template
from typing import Final, Literal
from uuid import UUID

from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, Outcome
from outreach.domain.referrals import REFUSALS

Database = Literal["sqlite", "postgresql"]

_DIALECTS: Final[dict[str, dict[str, str]]] = {
    "sqlite": {"seconds": "unixepoch", "days": "julianday", "elements": "json_each(workers)"},
    "postgresql": {"seconds": "extract(epoch FROM ", "days": "extract(julian FROM ", "elements": "json_array_elements_text(workers) AS worker(value)"},
}


def outcome_list(some: frozenset[Outcome]) -> str:
    """Outcomes as a query lists them: `'absent', 'brief'`."""
    return ", ".join(f"'{outcome}'" for outcome in sorted(some))


_DOORS: Final = f"""WITH doors AS (
  SELECT entrance_id, door_id,
    max(CASE WHEN outcome IN ({outcome_list(ATTEMPTS)}) THEN 1 ELSE 0 END) AS attempted,
    max(CASE WHEN outcome IN ({outcome_list(OPENED)}) THEN 1 ELSE 0 END) AS opened,
    max(CASE WHEN outcome IN ({outcome_list(CONTACTS)}) THEN 1 ELSE 0 END) AS contact
  FROM visits WHERE organisation_id = $organisation AND day BETWEEN $first AND $last
  GROUP BY entrance_id, door_id
)
"""

_NOTES: Final = "".join(
    f"""  UNION ALL SELECT s.id, n.corrected_at FROM team_sessions s
  JOIN {table} n ON n.round_id = s.round_id AND n.entrance_id = s.entrance_id AND n.device_id = s.device_id AND n.day = s.day AND n.corrected_at > s.started_at
  WHERE s.organisation_id = $organisation AND s.day BETWEEN $first AND $last AND n.organisation_id = $organisation
"""
    for table in ("visits", "encounters", "headcounts")
)

_MOMENTS: Final = f"""WITH moments AS (
  SELECT id, started_at AS at FROM team_sessions WHERE organisation_id = $organisation AND day BETWEEN $first AND $last
{_NOTES}), gaps AS (
  SELECT id, at, CASE WHEN $seconds(at) - $seconds(lag(at) OVER (PARTITION BY id ORDER BY at)) >= 10800 THEN 1 ELSE 0 END AS gap FROM moments
), stretches AS (
  SELECT id, at, sum(gap) OVER (PARTITION BY id ORDER BY at ROWS UNBOUNDED PRECEDING) AS passed FROM gaps
), lasts AS (
  SELECT id, max(at) AS at FROM stretches WHERE passed = 0 GROUP BY id
), lengths AS (
  SELECT s.id, CASE WHEN s.ended_at IS NULL THEN $seconds(l.at) WHEN s.ended_at > s.started_at THEN $seconds(s.ended_at) ELSE $seconds(s.started_at) END
    - $seconds(s.started_at) AS seconds, json_array_length(s.workers) AS people
  FROM team_sessions s JOIN lasts l ON l.id = s.id
)
"""

_PLANNED: Final = """WITH planned AS (
  SELECT DISTINCT e.entrance_id FROM round_entrances e JOIN rounds r ON r.id = e.round_id
  WHERE r.organisation_id = $organisation AND r.starts_on <= $last AND r.ends_on >= $first
)
"""

_CASES: Final = "FROM cases WHERE organisation_id = $organisation AND matter = "

_SENT: Final = "FROM referrals WHERE sender_id = $organisation AND sent_on BETWEEN $first AND $last"
_REACHED: Final = "received_on IS NOT NULL AND state <> 'refused'"


def _median_days(day: str) -> str:
    """The median of the days from the sending to `day`, of what arrived, and of how many that is: the middle one, or the mean of the two in the middle."""
    return f"""WITH lengths AS (
  SELECT $days({day}) - $days(sent_on) AS days {_SENT} AND {_REACHED} AND {day} IS NOT NULL
), ranked AS (
  SELECT days, row_number() OVER (ORDER BY days) AS place, count(*) OVER () AS many FROM lengths
)
SELECT coalesce(avg(days) FILTER (WHERE place IN ((many + 1) / 2, (many + 2) / 2)), 0), count(*) FROM ranked"""


QUERIES: Final[Mapping[str, str]] = {
    "sessions": "SELECT count(*) FROM team_sessions WHERE organisation_id = $organisation AND day BETWEEN $first AND $last",
    "days": "SELECT count(DISTINCT day) FROM team_sessions WHERE organisation_id = $organisation AND day BETWEEN $first AND $last",
    "people": "SELECT count(DISTINCT value) FROM team_sessions, $elements WHERE organisation_id = $organisation AND day BETWEEN $first AND $last",
    "hours": _MOMENTS + "SELECT coalesce(sum(seconds * people), 0) / 3600.0, count(*) FROM lengths",
    "entrances": _PLANNED + "SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM visits v WHERE v.entrance_id = planned.entrance_id\n"
    "  AND v.organisation_id = $organisation AND v.day BETWEEN $first AND $last)), count(*) FROM planned",
    "passages": "SELECT count(*) + (SELECT coalesce(sum(visits), 0) FROM bare_outcomes\n"
    "  WHERE organisation_id = $organisation AND day BETWEEN $first AND $last)\n"
    "FROM visits WHERE organisation_id = $organisation AND day BETWEEN $first AND $last",
    "encounters": "SELECT count(*) FROM encounters WHERE organisation_id = $organisation AND day BETWEEN $first AND $last",
    "doors_attempted": _DOORS + "SELECT coalesce(sum(attempted), 0) FROM doors",
    "contact_attempted": _DOORS + "SELECT coalesce(sum(contact), 0), coalesce(sum(attempted), 0) FROM doors",
    "contact_opened": _DOORS + "SELECT coalesce(sum(contact), 0), coalesce(sum(opened), 0) FROM doors",
    "new_doors": _DOORS + f"SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM visits v WHERE v.organisation_id = $organisation\n"
    f"  AND v.door_id = doors.door_id AND v.outcome IN ({outcome_list(CONTACTS)}) AND v.day < $first)), count(*) FROM doors WHERE contact = 1",
    "call_backs": f"SELECT count(*) {_CASES}'call_back' AND opened_on BETWEEN $first AND $last",
    "call_backs_in_time": f"SELECT count(*) FILTER (WHERE ended_on <= due), count(*) {_CASES}'call_back'\n"
    "  AND ended_on BETWEEN $first AND $last AND due IS NOT NULL",
    "referrals": f"SELECT count(*) {_CASES}'referral' AND opened_on BETWEEN $first AND $last",
    "referrals_reached": f"SELECT count(*) FILTER (WHERE state = 'done'), count(*) {_CASES}'referral' AND ended_on BETWEEN $first AND $last",
    "partners": "SELECT count(DISTINCT s.structure_id) FROM cases c JOIN services s ON s.id = c.service_id\n"
    "WHERE c.organisation_id = $organisation AND c.matter = 'referral' AND c.opened_on BETWEEN $first AND $last",
    "passed_on": f"SELECT count(*) {_SENT}",
    "passed_on_reached": f"SELECT count(*) FILTER (WHERE {_REACHED}), count(*) {_SENT}",
    "passed_on_refused": f"SELECT count(*) FILTER (WHERE state = 'refused'), count(*) {_SENT}",
    "passed_on_days": _median_days("received_on"),
    "passed_on_contact_days": _median_days("contacted_on"),
    **{f"refused_{reason}": f"SELECT count(*) FILTER (WHERE refusal = '{reason}'), count(*) {_SENT} AND state = 'refused'" for reason in REFUSALS},
}
"""Key of a figure → its query: one number, or a count and what it is out of."""


def written(query: str, database: str, organisation: UUID, first: date, last: date) -> str:
    """A query as it can be run.

    Args:
        query: a text of `QUERIES`.
        database: `sqlite` or `postgresql`.
        organisation: whose rows.
        first: the first day.
        last: the last day.
    """
    said = {"organisation": f"'{organisation.hex}'", "first": f"'{first.isoformat()}'", "last": f"'{last.isoformat()}'"}
    words = _DIALECTS[database]
    text = Template(query).substitute(said, seconds="$seconds", days="$days", elements=words["elements"])
    return _called(_called(text, "seconds", words["seconds"]), "days", words["days"])


def _called(text: str, name: str, word: str) -> str:
    return text.replace(f"${name}(", word if word.endswith(" ") else f"{word}(")
