"""``python -m benchmarks.report``: the page of three years: to write it, how large it is, to open it, to switch.

Writing is measured in a child process (CPU, wall, peak memory, start-up included). Opening and switching are measured
by the browser itself, headless Chromium with a new profile: from navigation to the first paint, to the first section
with its numbers, and to the last section; from a change of the selector to two frames after the numbers are there, for
every metric in turn, at first (its data are unpacked) and again. ``--state`` takes a state folder that is built.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.measuring import Figure, company_command, measure, serving

COMPLETE = "html[data-state=complete]"
SWITCH = """async (metric) => {
  const select = document.querySelector('#choice [name=metric]');
  const before = performance.getEntriesByName('shown').length;
  const started = performance.now();
  select.value = metric;
  select.dispatchEvent(new Event('change'));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (performance.getEntriesByName('shown').length === before) await new Promise((done) => setTimeout(done));
  await frame();
  await frame();
  return performance.now() - started;
}"""
OPENED = """() => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
  return [at('first-contentful-paint'), at('shown'), at('complete')];
}"""


def build(folder: Path, customers: int, months: int) -> Path:
    """A state folder with a published company."""
    company, state = folder / "company", folder / "state"
    company_command("generate", "--dir", str(company), "--customers", str(customers), "--months", str(months))
    with serving(company) as environment:
        run = [sys.executable, "-m", "orchestration.cli", "run"]
        measure(run, {**environment, "VOC_STATE_DIR": str(state)}, folder / "bench.log")
    return state


def written(state: Path, page: Path, log: Path) -> Figure:
    environment = {**os.environ, "VOC_STATE_DIR": str(state)}
    command = [sys.executable, "-m", "orchestration.cli", "report", "--no-open", "--output", str(page)]
    return measure(command, environment, log)


def opened(browser: Any, page: Path) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds: to paint, numbers, all; of every metric's first switch; of its second."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector(COMPLETE)
    times = tab.evaluate(OPENED)
    metrics = tab.evaluate("[...document.querySelector('#choice [name=metric]').options].map((each) => each.value)")
    first, again = [], []
    for found in (first, again):
        for metric in metrics[1:] + metrics[:1]:
            found.append(tab.evaluate(SWITCH, metric))
            tab.wait_for_selector(COMPLETE)
    context.close()
    return times, first, again


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--state", type=Path, help="a state folder that is built already")
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(".voc/bench-report"))
    options = parser.parse_args()
    folder = options.folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    state = options.state.absolute() if options.state else build(folder, options.customers, options.months)
    page = folder / "report.html"
    figures = [written(state, page, folder / "bench.log") for _ in range(options.runs)]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {options.runs}")
    cpu, wall, peak = (statistics.median(getattr(each, name) for each in figures) for name in ("cpu", "wall", "peak"))
    print(f"written: {cpu:.1f} s of CPU, {wall:.1f} s, {peak:.0f} MiB at most; {page.stat().st_size / 1e6:.2f} MB")
    found = _in_browser(page, options.runs)
    for place, name in enumerate(("first paint", "first section with numbers", "every section")):
        print(f"{name}: {statistics.median(times[place] for times, _, _ in found):.0f} ms")
    for place, name in ((1, "another metric, unpacked"), (2, "another metric, again")):
        switches = sorted(each for run in found for each in run[place])
        slow = switches[int(len(switches) * 0.95)]
        print(f"{name}: {statistics.median(switches):.0f} ms, 95 % within {slow:.0f} ms, {len(switches)} switches")
    return 0


def _in_browser(page: Path, runs: int) -> list[Any]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        found = [opened(browser, page) for _ in range(runs)]
        browser.close()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
