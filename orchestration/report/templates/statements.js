// What a number means, in words: a change is called one only where the marts call it significant.
function toneOf(change, isChanged, metric) {
  if (!isChanged || !change) return "steady";
  if (metric.is_high_good === null) return "moved";
  return change > 0 === metric.is_high_good ? "good" : "bad";
}

function changeText(change, isChanged, metric, isCompared = true) {
  if (change === null) return say("not_compared");
  const shown = changed(change, metric);
  if (!isCompared) return shown; // a total: no sample, so there is no chance in it
  if (!isChanged) return say("steady_by", { change: shown });
  const way = change > 0 ? "up" : "down";
  const tone = toneOf(change, isChanged, metric);
  return say({ good: `${way}_better`, bad: `${way}_worse` }[tone] ?? way, { change: shown });
}

function changePill(point, metric) {
  if (!point || point.isHidden || point.change === null) return element("span", { class: "quiet" }, say("none"));
  return pill(changeText(point.change, point.isChanged, metric, point.isCompared), toneOf(point.change, point.isChanged, metric));
}

function statusPill(point) {
  if (!point || point.isHidden || point.status === "none") return null;
  return pill(say(`status_${point.status}`), { ok: "good", watch: "warn", confirmed: "bad" }[point.status] ?? "steady");
}

// One sentence about the chosen number; whose and when it is stands above it.
function verdict(point, metric) {
  const places = { metric: metric.title, value: valueOf(point, metric) };
  if (!point || point.value === null && !point.isHidden) return say("verdict_none", places);
  if (point.isHidden) return say("verdict_hidden", places);
  if (point.change === null) return say("verdict_alone", places);
  if (!point.isCompared) return say("verdict_total", { ...places, before: measured(point.previous, metric) });
  if (!point.isChanged) return say("verdict_steady", places);
  places.change = changed(Math.abs(point.change), metric).replace(/^\+/, "");
  return say(point.change > 0 ? "verdict_rose" : "verdict_fell", places);
}

// Its evidence, a line each.
function evidence(point, metric) {
  if (!point || point.isHidden || point.value === null) return [];
  const chance = (isChanged) => (isChanged ? say("by_more") : say("by_chance"));
  const range = interval(point.low, point.high, metric);
  const lines = [[measured(point.value, metric), range && say("interval", { interval: range }), sayCount("answers", point.n)].filter(Boolean).join(" · ")];
  if (point.change !== null && !point.isCompared) {
    lines.push(say("against_total", { before: measured(point.previous, metric), change: changed(point.change, metric) }));
  } else if (point.change !== null) {
    lines.push(say("against", {
      before: measured(point.previous, metric), change: changed(point.change, metric),
      interval: interval(point.changeLow, point.changeHigh, metric, true) || say("none"), verdict: chance(point.isChanged),
    }));
  }
  for (const weeks of ["weeks_4", "weeks_13"]) {
    const found = point[weeks];
    if (found && found.change !== null && found.isChanged !== null) {
      lines.push(say(`against_${weeks}`, { before: measured(found.value, metric), change: changed(found.change, metric), verdict: chance(found.isChanged) }));
    }
  }
  if (point.yearChange !== null && point.isYearCompared) {
    lines.push(say("against_year", { before: measured(point.yearValue, metric), change: changed(point.yearChange, metric), verdict: chance(point.isYearChanged) }));
  }
  const levels = ["target", "threshold"].filter((name) => point[name] !== null).map((name) => say(name, { value: level(point[name], metric) })).join(", ");
  if (levels) lines.push(capital(say("levels", { target: levels, status: point.status === "none" ? say("no_status") : say(`status_${point.status}`) })));
  if (point.excluded.length) lines.push(say("left_out", { reasons: point.excluded.map(([name, count]) => `${say(name)} ${number(count, 0)}`).join(", ") }));
  if (!point.isComplete) lines.push(capital(`${say("open_period")}.`));
  else if (!point.isSettled) lines.push(capital(`${say("unsettled")}.`));
  return lines;
}
