// The trend: value, interval, levels, n, what happened meanwhile. Colours and weights are the style's (parts.css).
// Drawn for the width there is, so that letters keep their size; whoever reads a table instead finds one below it.
const HEIGHT = 250, COUNTS = 46, LEFT = 52, RIGHT = 66, TOP = 22;

// marks: {spans: [{from, to, label}], flags: [{at, label}]} in days. Returns null where nothing can be shown.
function trendChart({ series, metric, places: [first, last], chosenPlace, marks, width, alt, onchoose }) {
  const points = series.between(first, last);
  const shown = points.filter((point) => point && !point.isHidden && point.value !== null);
  if (!shown.length) return null;
  const [low, high, ticks] = scaleOf(shown, metric);
  const step = (width - LEFT - RIGHT) / Math.max(last - first, 1);
  const x = (place) => (last === first ? (LEFT + width - RIGHT) / 2 : LEFT + (place - first) * step);
  const y = (value) => TOP + (HEIGHT - TOP - 24) * (1 - (value - low) / (high - low));
  const bottom = HEIGHT - 24;
  const onAxis = (days) => x(Math.min(Math.max(placeOnAxis(series.kind, days), first - 0.4), last + 0.4));
  const layers = [
    marks.spans.map(({ from, to, label }, at) => drawn("g", { class: "incident" },
      drawn("rect", { x: onAxis(from), y: TOP - 6, width: Math.max(onAxis(to) - onAxis(from), 3), height: bottom - TOP + 6 }),
      drawn("text", { x: onAxis(from) + 4, y: TOP + 6 + 13 * (at % 2) }, label))),
    ticks.map((tick) => drawn("g", { class: "tick" },
      drawn("line", { x1: LEFT - 6, x2: width - RIGHT + 10, y1: y(tick), y2: y(tick) }),
      drawn("text", { x: LEFT - 12, y: y(tick) + 4, "text-anchor": "end" }, tickText(tick, metric, ticks)))),
    bandsOf(points, x, y),
    ["target", "threshold"].map((name) => levelLine(name, shown, x, y, low, high, width, metric)),
    baselineLine(shown.find((point) => point.place === chosenPlace), series.kind, first, x, y, low, high),
    marks.flags.map(({ at, label }) => drawn("g", { class: "flag" },
      drawn("line", { x1: onAxis(at), x2: onAxis(at), y1: TOP - 4, y2: bottom }),
      drawn("circle", { cx: onAxis(at), cy: TOP - 10, r: 8.5 }),
      drawn("text", { x: onAxis(at), y: TOP - 6, "text-anchor": "middle" }, label))),
    linesOf(points, x, y),
    shown.map((point) => pointMark(point, metric, x(point.place), y(point.value), point.place === chosenPlace, step)),
    endLabel(shown, chosenPlace, metric, x, y),
    dayLabels(series.kind, first, last, x, bottom, step),
    countBars(shown, x, step),
    points.map((point, place) => hitArea(point, first + place, x, step, metric, series.kind, onchoose)),
  ];
  return drawn("svg", { class: "trend", viewBox: `0 0 ${width} ${HEIGHT + COUNTS}`, role: "img", "aria-label": alt, focusable: "false" }, layers.flat(2));
}

function scaleOf(shown, metric) {
  const ends = shown.flatMap((point) => [point.low ?? point.value, point.high ?? point.value, point.value]);
  for (const name of ["target", "threshold"]) ends.push(...shown.map((point) => point[name]).filter((value) => value !== null));
  let low = Math.min(...ends), high = Math.max(...ends);
  if (low === high) [low, high] = [low - 1, high + 1];
  const step = niceStep((high - low) / 4, metric);
  low = Math.floor(low / step) * step;
  high = Math.ceil(high / step) * step;
  const ticks = [];
  for (let tick = low; tick <= high + step / 1000; tick += step) ticks.push(Number(tick.toPrecision(12)));
  return [low, high, ticks];
}

function niceStep(rough, metric) {
  if (metric.unit === "seconds") return [60, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 432000].find((each) => each >= rough) ?? Math.ceil(rough / 864000) * 864000;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
}

function tickText(tick, metric, ticks) {
  if (metric.unit === "seconds") return duration(tick);
  const decimals = Math.max(...ticks.map((each) => (String(each).split(".")[1] ?? "").length));
  return metric.unit === "percent" ? withUnit(number(tick, decimals), tick, "percent") : number(tick, decimals);
}

// Where a day lies among the periods: 3.5 is the middle of the fourth.
function placeOnAxis(kind, days) {
  const { start, end } = HEAD.periods[kind];
  if (kind.startsWith("rolling")) return nearest(end, days);
  const at = nearest(start, days);
  return at + Math.min(Math.max((days - start[at]) / (end[at] - start[at] + 1), 0), 1) - 0.5;
}

function nearest(days, wanted) {
  let found = 0;
  while (found + 1 < days.length && days[found + 1] <= wanted) found++;
  return found;
}

// Stretches of points without a gap between them.
function stretches(points) {
  const found = [[]];
  for (const point of points) {
    if (point && !point.isHidden && point.value !== null) found.at(-1).push(point);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter((stretch) => stretch.length);
}

function bandsOf(points, x, y) {
  return stretches(points).map((stretch) => {
    const sure = stretch.filter((point) => point.low !== null);
    if (!sure.length) return null;
    if (sure.length === 1) return drawn("line", { class: "band alone", x1: x(sure[0].place), x2: x(sure[0].place), y1: y(sure[0].low), y2: y(sure[0].high) });
    const upper = sure.map((point) => `${x(point.place).toFixed(1)},${y(point.high).toFixed(1)}`);
    const lower = sure.map((point) => `${x(point.place).toFixed(1)},${y(point.low).toFixed(1)}`).reverse();
    return drawn("polygon", { class: "band", points: [...upper, ...lower].join(" ") });
  });
}

function linesOf(points, x, y) {
  return stretches(points).map((stretch) => drawn("polyline", { class: "line", points: stretch.map((point) => `${x(point.place).toFixed(1)},${y(point.value).toFixed(1)}`).join(" ") }));
}

function levelLine(name, shown, x, y, low, high, width, metric) {
  const value = shown.at(-1)[name];
  if (value === null || value < low || value > high) return null;
  // The words stand where the line is farthest from them.
  const spots = [0, 0.2, 0.4, 0.6, 0.8].map((part) => LEFT + part * (width - LEFT - RIGHT));
  const room = (spot) => Math.min(...shown.filter((point) => x(point.place) > spot - 20 && x(point.place) < spot + 110).map((point) => Math.abs(y(point.value) - y(value) + 9)), 999);
  const best = spots.reduce((one, other) => (room(other) > Math.min(room(one), 40) ? other : one));
  return drawn("g", { class: `level ${name}` },
    drawn("line", { x1: LEFT - 6, x2: width - RIGHT + 10, y1: y(value), y2: y(value) }),
    drawn("text", { x: best, y: y(value) - 5 }, say(name, { value: level(value, metric) })));
}

// What the chosen period is compared with: the 13 weeks before it. The legend says how much they are.
function baselineLine(point, kind, first, x, y, low, high) {
  const before = point?.weeks_13, count = { day: 91, week: 13, month: 3, quarter: 1 }[kind];
  if (!before || !count || before.value < low || before.value > high) return null;
  const from = x(Math.max(first, point.place - count));
  return drawn("g", { class: "level baseline" }, drawn("line", { x1: from, x2: x(point.place), y1: y(before.value), y2: y(before.value) }));
}

// A triangle is more than chance, a hollow point is not over yet, a ring is chosen: none needs its colour.
function pointMark(point, metric, cx, cy, isChosen, step) {
  const tone = toneOf(point.change, point.isChanged, metric);
  const size = 5.5, up = point.change > 0 ? -1 : 1;
  const mark = tone === "steady"
    ? step > 7 || isChosen || !point.isComplete ? drawn("circle", { cx, cy, r: step > 14 ? 3.4 : 2.4, class: `point ${point.isComplete ? "" : "open"}` }) : null
    : drawn("polygon", { points: `${cx},${cy + up * size * 1.2} ${cx - size},${cy - up * size * 0.8} ${cx + size},${cy - up * size * 0.8}`, class: `point ${tone} ${point.isComplete ? "" : "open"}` });
  return [mark, isChosen ? drawn("circle", { cx, cy, r: 9.5, class: "ring" }) : null].filter(Boolean);
}

function endLabel(shown, chosenPlace, metric, x, y) {
  const point = shown.find((each) => each.place === chosenPlace) ?? shown.at(-1);
  const isNearEnd = point.place === shown.at(-1).place;
  const before = shown[shown.indexOf(point) - 1];
  const beside = before && before.value > point.value ? 27 : -16; // where the line does not come from
  return drawn("text", { class: "value", x: x(point.place) + (isNearEnd ? 14 : 0), y: y(point.value) + (isNearEnd ? 5 : beside), "text-anchor": isNearEnd ? "start" : "middle" },
    point.apart ?? (metric.unit === "seconds" ? duration(point.value) : metric.unit === "percent" ? measured(point.value, metric) : number(point.value, metric.decimals)));
}

function dayLabels(kind, first, last, x, bottom, step) {
  const { start, end } = HEAD.periods[kind];
  const isYearly = kind === "month" || kind === "quarter" || end[last] - start[first] > 400;
  const every = Math.max(1, Math.ceil((isYearly ? 72 : 62) / step));
  const found = [];
  for (let place = last; place >= first; place -= every) {
    const days = kind.startsWith("rolling") ? end[place] : start[place];
    found.push(drawn("text", { class: "day", x: x(place), y: bottom + 17, "text-anchor": "middle" },
      day(days, isYearly ? { month: "short", year: "2-digit" } : { day: "numeric", month: "short" })));
  }
  return found;
}

function countBars(shown, x, step) {
  const most = Math.max(...shown.map((point) => point.n ?? 0), 1);
  const base = HEIGHT + COUNTS - 16, width = Math.max(1, Math.min(step * 0.62, 16));
  const isWritten = step >= 36;
  return [
    drawn("text", { class: "day", x: LEFT - 12, y: base, "text-anchor": "end" }, say("n_axis")),
    ...shown.flatMap((point) => {
      const height = (24 * (point.n ?? 0)) / most;
      return [
        drawn("rect", { class: "count", x: x(point.place) - width / 2, y: base - height, width, height }),
        isWritten ? drawn("text", { class: "day small", x: x(point.place), y: base + 13, "text-anchor": "middle" }, number(point.n, 0)) : null,
      ];
    }).filter(Boolean),
  ];
}

// Wherever the pointer is over a period, its number is said, and a click chooses it. Keys do so by ‹ and › above.
function hitArea(point, place, x, step, metric, kind, onchoose) {
  const label = say("point", {
    period: capital(HEAD.periods[kind].label[place]), value: valueOf(point, metric),
    n: point && !point.isHidden ? sayCount("answers", point.n ?? 0) : say("none"),
  });
  const range = point && !point.isHidden && point.low !== null ? ` (${interval(point.low, point.high, metric)})` : "";
  const made = drawn("rect", { class: "hit", x: x(place) - step / 2, y: 0, width: Math.max(step, 1), height: HEIGHT + COUNTS, onclick: () => onchoose(place) });
  made.append(drawn("title", {}, label + range));
  return made;
}
