"""Territories by the number, attacked: with everything hidden that must be, and with the seeded defect."""

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings

from maps.disclosure.audit import audit
from tests.disclosure.territories import Territory, territories


def attack(number: int, told: Callable[[str], None] = print) -> dict[str, int]:
    """Publish and attack so many territories, the same ones every time.

    Returns:
        How many territories, publications, cells shown and hidden, differences and programs there were; territories in which a cell was given back
        (`given_back`), and those in which one was when only small cells were hidden (`given_back_without`), with the cells and differences concerned.
    """
    sums: Counter[str] = Counter()

    @settings(max_examples=number, database=None, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(territories())
    def one(territory: Territory) -> None:
        published = territory.publish()
        report = audit([released.to_json() for released in published])
        without = audit([released.to_json() for released in territory.publish(complementary=False)])
        sums.update(
            territories=1,
            publications=report.publications,
            shown=report.shown,
            hidden=report.hidden,
            differences=report.differences,
            programs=report.programs,
            given_back=bool(report.findings),
            given_back_without=bool(without.findings),
            cells_given_back_without=len(without.findings),
        )
        if sums["territories"] % 100 == 0:
            told(f"{sums['territories']} territories, {sums['given_back']} with a cell given back")
        if report.findings:
            told(f"{territory.plan} {[one.key for one in territory.indicators]}: {report.findings[:3]}")

    one()
    return dict(sums)
