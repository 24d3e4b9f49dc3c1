"""A registry that cannot be used is told by the command that meets it; nothing is read or made before it is mended."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from expectations.registries.health import PARAMETERS
from orchestration.cli import main
from orchestration.lib import registries
from orchestration.lib.settings import Settings

ROOT = Path(__file__).parents[2]
NPS = "typeform,FNPS0001,nps,1,nps,0,10,high,9,7,true,,"
FAULTS = [
    (
        "question_versions.csv",
        NPS,
        f"{NPS}\ntypeform,FNPS0001,nps,2,nps,0,6,high,6,5,true,2026-07-01,",
        "line 3: version 2 of typeform FNPS0001 nps overlaps version 1 of line 2: "
        "set valid_to there to the day before valid_from here",
    ),
    (
        "question_versions.csv",
        NPS,
        NPS.replace(",1,nps,", ",1,npz,"),
        "line 2: metric is none of nps, csat, ocs, ces, ces_1, cli, support_rating",
    ),
    ("question_versions.csv", NPS, NPS.replace("0,10", "10,10"), "line 2: scale_min 10 is not below scale_max 10"),
    (
        "question_versions.csv",
        NPS,
        NPS.replace("9,7", "11,7"),
        "line 2: positive_from 11 lies outside the scale 0 to 10",
    ),
    (
        "health_weights.csv",
        "1,usage,35,,\n",
        "",
        "line 2: version 1 has no line for usage; weight 0 leaves an input out",
    ),
    (
        "health_weights.csv",
        "1,commercial,20,,\n",
        "1,commercial,20,,\n" + "".join(f"2,{name},25,2026-07-01,\n" for name in PARAMETERS),
        "line 6: version 2 overlaps version 1 of line 2: set valid_to there to the day before valid_from here",
    ),
    (
        "metric_targets.csv",
        "n_min,valid_from,valid_to\n",
        "n_min,valid_from,valid_to\nnpz,all,all,1,45,30,30,,\n",
        "line 2: metric npz is not in metrics.csv; add it there first",
    ),
    (
        "metric_targets.csv",
        "n_min,valid_from,valid_to\n",
        "n_min,valid_from,valid_to\nchs,all,all,1,60,50,30,,\nchs,all,all,2,70,60,30,2026-07-01,\n",
        "line 3: version 2 of chs all all overlaps version 1 of line 2: "
        "set valid_to there to the day before valid_from here",
    ),
    (
        "metric_targets.csv",
        "n_min,valid_from,valid_to\n",
        "n_min,valid_from,valid_to\nchs,all,all,1,160,50,30,,\n",
        "line 2: target 160 lies outside the scale 0 to 100 of chs",
    ),
    (
        "metrics.csv",
        "observations,formula,unit,scale_min,scale_max,is_high_good,decimals,feedback_class,settle_days,definition_version\n",
        "observations,formula,unit,scale_min,scale_max,is_high_good,decimals,feedback_class,settle_days,definition_version\n"
        "joy,Joy,csat,mean,score,5,1,true,1,direct,4,1\n",
        "line 2: scale_min 5 is not below scale_max 1",
    ),
]


@pytest.fixture(params=FAULTS, ids=[fault[3] for fault in FAULTS])
def faulty(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The project's registries with one fault, and what is to be said of it."""
    file, old, new, reason = request.param
    seeds = Path(shutil.copytree(ROOT / "dbt_project" / "seeds", tmp_path / "seeds"))
    text = (seeds / file).read_text()
    assert text.count(old) == 1
    (seeds / file).write_text(text.replace(old, new))
    monkeypatch.setattr(registries, "SEEDS", str(seeds))
    return f"{file}, {reason}"


def test_a_run_is_refused_before_anything_is_read_or_made(faulty, settings: Settings, capsys):
    assert main(["run"]) == 2
    shown = capsys.readouterr()
    assert shown.err.splitlines()[0].startswith("voc: Nothing was started: correct the registries in ")
    assert shown.err.splitlines()[1:] == [faulty]
    assert shown.out == ""
    assert not settings.warehouse.exists()
    assert not settings.sample_dir.exists()


def test_doctor_says_the_same(faulty, capsys):
    assert main(["doctor", "--offline"]) == 1
    assert f"!!  registries: {faulty}\n      Correct it in " in capsys.readouterr().out
