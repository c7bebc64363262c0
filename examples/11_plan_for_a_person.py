"""From a person and a goal to options: what may change, what shows on which day, what can go wrong."""

from pathlib import Path

from photomend.case import read_case
from photomend.planner import plan

planned = plan(read_case(Path(__file__).with_name("case.toml"))).plan
print(f"{planned.screening.verdict}: {planned.screening.statement}")
measured, graded, red = {}, {}, {}
for option in planned.options:
    if option.expected_change is None or option.recovery is None:
        continue
    last = option.expected_change.steps[-1]
    measured[option.family], graded[option.family] = last.measured, last.photo_graded
    red[option.family] = option.recovery.milestones.redness_days
    told = [
        f"{words} {share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
        for words, share in (("measured", last.measured), ("graded", last.photo_graded))
        if share is not None
    ]
    days = red[option.family]
    print(f"{option.title}: {', '.join(told)}; red for {days.value:.1f} days ({days.low:.1f} to {days.high:.1f})")
