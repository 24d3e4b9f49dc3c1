// What the rules found: open ones first.
function alertTitle(row) {
  const metric = METRICS.get(row.metric);
  if (!metric || !(`f_${row.family}` in HEAD.words)) return row.rule.replaceAll("_", " ");
  return say(`f_${row.family}`, { metric: metric.title, rule: row.rule.replaceAll("_", " ") });
}

async function showAlerts(body) {
  const rows = HEAD.alerts;
  if (!rows.length) return body.replaceChildren(paragraph(say("no_alerts"), "quiet"));
  const metricOf = (row) => METRICS.get(row.metric);
  const where = (row) => (row.dimension_value && row.dimension_value !== "all" ? groupTitle(row.dimension, row.dimension_value) : say("whole"));
  const isCount = (row) => !metricOf(row) || ["anomaly", "silence", "data"].includes(row.family); // not a value of the metric
  const shown = (row, value) => (value === null ? say("none") : isCount(row) ? number(value, 0) : measured(value, metricOf(row)));
  const pair = (row) => (row.last_value === null || row.limit_value === null || isCount(row) ? [shown(row, row.last_value), shown(row, row.limit_value)] : apart(row.last_value, row.limit_value, metricOf(row)));
  const isOpen = (row) => row.status !== "resolved";
  return body.replaceChildren(
    paragraph(say("p_alerts"), "quiet"),
    ...table(say("s_alerts"), [
      { title: say("alert"), isHead: true, raw: alertTitle, node: (row) => element("span", { class: isOpen(row) ? "strong" : null }, alertTitle(row), element("small", {}, [where(row), ownerTitle(row.owner)].join(" · "))) },
      { title: say("status"), raw: (row) => word("al", row.status), node: (row) => element("span", {}, pill(word("al", row.status), isOpen(row) ? (row.severity === "critical" ? "bad" : "warn") : "good"), " ", element("small", {}, word("tier", row.tier))) },
      { title: say("since"), isDay: true, text: (row) => day(row.opened_on), raw: (row) => day(row.opened_on) },
      { title: say("until"), isDay: true, text: (row) => day(row.resolved_on), raw: (row) => day(row.resolved_on) },
      { title: say("last_value"), isNumber: true, text: (row) => pair(row)[0], raw: (row) => row.last_value },
      { title: say("limit"), isNumber: true, text: (row) => pair(row)[1], raw: (row) => row.limit_value },
      { title: say("counted"), isNumber: true, text: (row) => (row.last_n === null ? say("none") : number(row.last_n, 0)), raw: (row) => row.last_n },
    ], rows, "alerts", { isSaid: true }));
}
