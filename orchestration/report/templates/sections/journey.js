// Every touchpoint in the order of the journey, beside it what customers say there.
const ASKED = ["nps", "csat", "ces", "support_rating", "ocs", "cli", "ces_1", "close_the_loop_rate"];

async function showJourney(body) {
  const kind = chosen.period_type;
  const metrics = ASKED.map((name) => METRICS.get(name)).filter((metric) => metric?.has[kind]?.includes("touchpoint"));
  const steps = await Promise.all(HEAD.touchpoints.map(async (touchpoint) => ({
    touchpoint, cells: await Promise.all(metrics.map((metric) => seriesOf(metric.metric, kind, "touchpoint", touchpoint.touchpoint))),
  })));
  const asked = steps.map((step) => ({ ...step, cells: step.cells.filter((series) => series.isShown || series.at(chosen.place)) }));
  body.replaceChildren(
    paragraph(say("p_journey", { period: chosenPeriod() }), "quiet"),
    element("ol", { class: "journey" }, asked.map(({ touchpoint, cells }) => element("li", {},
      heading(touchpoint.title),
      cells.length ? element("ul", {}, cells.map((series) => journeyCell(series, touchpoint.touchpoint))) : paragraph(say("not_here"), "quiet")))),
    lookUp(say("as_table"), ...journeyTable(asked)),
  );
}

function journeyCell(series, touchpoint) {
  const { metric } = series, point = series.at(chosen.place);
  const isChosen = metric.metric === chosen.metric && chosen.by === "touchpoint" && chosen.value === touchpoint;
  return element("li", {}, element("button", {
    type: "button", class: "step", "data-key": `${metric.metric} ${touchpoint}`, "aria-pressed": String(isChosen), onclick: () => choose({ metric: metric.metric, by: "touchpoint", value: touchpoint }),
  },
  element("span", { class: "name" }, metric.title),
  ...figureOf(point, metric),
  statusPill(point) ? element("span", { class: "line" }, statusPill(point)) : null,
  element("span", { class: "line quiet" }, point && !point.isHidden ? say("n", { count: number(point.n ?? 0, 0) }) : ""),
  sparkline(series, chosen.place)));
}

function journeyTable(asked) {
  const rows = asked.flatMap(({ touchpoint, cells }) => cells.map((series) => ({ touchpoint, series, point: series.at(chosen.place) })));
  const own = (read) => (row) => read(pointColumns(row.series.metric))(row);
  const columns = [
    { title: say("touchpoint"), text: ({ touchpoint }) => touchpoint.title, raw: ({ touchpoint }) => touchpoint.title, isHead: true },
    { title: say("metric"), text: ({ series }) => series.metric.title, raw: ({ series }) => series.metric.title },
    ...pointColumns(chosenMetric()).map((column, at) => ({
      ...column,
      text: column.text && own((columns) => columns[at].text), node: column.node && own((columns) => columns[at].node), raw: column.raw && own((columns) => columns[at].raw),
    })),
  ];
  return table(say("p_journey", { period: chosenPeriod() }), columns, rows, "journey");
}
