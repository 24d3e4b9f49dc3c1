// Where things stand: one sentence, its evidence, and the headline metrics of the same period and group.
const TILES = ["nps", "csat", "ces", "ocs", "net_sentiment", "support_rating", "first_reply_median", "response_rate", "close_the_loop_rate", "churn_rate", "mrr", "chs"];
const MOST_TILES = 8;

async function showOverview(body) {
  const metric = chosenMetric();
  const point = (await chosenSeries()).at(chosen.place);
  const tiles = (await Promise.all(TILES.filter((name) => METRICS.has(name)).map(tileOf))).filter(Boolean).slice(0, MOST_TILES);
  body.replaceChildren(
    paragraph([capital(chosenPeriod()), chosenGroup()].join(" · "), "quiet"),
    paragraph(verdict(point, metric), "verdict"),
    element("ul", { class: "evidence" }, evidence(point, metric).map((line) => element("li", {}, line))),
    element("ul", { class: "tiles", "aria-label": say("tiles") }, tiles),
  );
}

async function tileOf(name) {
  const metric = METRICS.get(name);
  if (!metric.has[chosen.period_type]) return null;
  const isOfGroup = chosen.value !== "all" && metric.has[chosen.period_type].includes(chosen.by);
  const series = isOfGroup ? await seriesOf(name, chosen.period_type, chosen.by, chosen.value) : await seriesOf(name, chosen.period_type, "all", "all");
  const point = series.at(chosen.place);
  if (!series.isShown) return null;
  const isChosen = name === chosen.metric;
  const whose = chosen.value !== "all" && !isOfGroup ? say("tile_whole") : null;
  return element("li", {}, element("button", {
    type: "button", class: "tile", "data-key": name, "aria-pressed": String(isChosen), onclick: () => choose({ metric: name }),
  },
  element("span", { class: "name" }, metric.title, whose ? element("span", { class: "quiet" }, ` · ${whose}`) : null),
  ...figureOf(point, metric),
  element("span", { class: "line quiet" }, point && !point.isHidden ? [interval(point.low, point.high, metric), say("n", { count: number(point.n ?? 0, 0) })].filter(Boolean).join(" · ") : ""),
  sparkline(series, chosen.place)));
}

// The number and its change; what is hidden says so, quietly.
function figureOf(point, metric) {
  if (!point || point.isHidden) return [element("span", { class: "quiet" }, valueOf(point, metric))];
  return [element("span", { class: "figure" }, valueOf(point, metric)), element("span", { class: "line" }, changePill(point, metric))];
}
