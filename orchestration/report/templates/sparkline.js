// A small trend beside a number. The number says it all; to a screen reader the line says nothing.
function sparkline(series, place, count = 13, width = 108, height = 30) {
  const points = series.between(place - count + 1, place);
  const first = place - count + 1;
  const shown = points.filter((point) => point && !point.isHidden && point.value !== null);
  if (shown.length < 2) return drawn("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false" });
  const values = shown.map((point) => point.value);
  let low = Math.min(...values), high = Math.max(...values);
  // What varies by chance must not look like a landslide: at least the interval of the newest.
  const newest = shown.at(-1);
  if (newest.low !== null) [low, high] = [Math.min(low, newest.low), Math.max(high, newest.high)];
  if (low === high) [low, high] = [low - 1, high + 1];
  const x = (at) => 4 + ((at - first) * (width - 10)) / Math.max(count - 1, 1);
  const y = (value) => 4 + (height - 8) * (1 - (value - low) / (high - low));
  return drawn("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false" },
    bandsOf(points, x, y), linesOf(points, x, y),
    drawn("circle", { cx: x(newest.place), cy: y(newest.value), r: 3, class: `point ${toneOf(newest.change, newest.isChanged, series.metric)}` }));
}
