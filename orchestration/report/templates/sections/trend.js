// One metric of one group over time, as a picture and as a table.
async function showTrend(body) {
  const metric = chosenMetric(), series = await chosenSeries(), places = shownSpan(series);
  const points = series.between(...places);
  const shown = points.filter((point) => point && !point.isHidden && point.value !== null);
  const labels = HEAD.periods[chosen.period_type].label;
  const title = `${metric.title} · ${chosenGroup()}`;
  const { marks, list } = happened(metric, places);
  const alt = shown.length ? say("trend_alt", {
    metric: metric.title, group: chosenGroup(), first: labels[shown[0].place], last: labels[shown.at(-1).place],
    low: measured(Math.min(...shown.map((point) => point.value)), metric), high: measured(Math.max(...shown.map((point) => point.value)), metric),
    end: measured(shown.at(-1).value, metric),
  }) : say("trend_none");
  const width = Math.max(300, Math.floor(body.clientWidth) || 900);
  const chart = trendChart({
    series, metric, places, chosenPlace: chosen.place, marks, width, alt,
    onchoose: (place) => choose({ period: new Date(HEAD.periods[chosen.period_type].start[place] * DAY).toISOString().slice(0, 10) }),
  });
  body.replaceChildren(
    element("figure", {}, element("figcaption", {}, element("span", {}, title), spanChoice()), chart ?? paragraph(say("trend_none"), "notice"), chart ? legend(shown, points, marks, series.at(chosen.place)) : null),
    list.length ? element("div", { class: "marks" }, heading(say("marks")), element("ul", {}, list.map(([kind, sign, text]) => element("li", {}, element("b", { class: `sign ${kind}` }, sign), ` ${text}`)))) : "",
    paragraph(alt, "quiet"),
    lookUp(say("as_table"), ...trendTable(title, points, metric, places[0])),
  );
}

// Alerts of this metric and group, actions that were to change it; signs and texts.
function happened(metric, [first, last]) {
  const { start, end } = HEAD.periods[chosen.period_type];
  const isHere = (from, to) => from !== null && to >= start[first] && from <= end[last];
  const isMeant = (row) => row.metric === metric.metric && (chosen.value === "all" ? (row.dimension ?? "all") === "all" || row.dimension_value === "all" : row.dimension === chosen.by && row.dimension_value === chosen.value);
  const spans = [], flags = [], list = [], dated = [];
  for (const row of HEAD.alerts.filter(isMeant).sort((one, other) => one.opened_on - other.opened_on)) {
    const to = row.resolved_on ?? end[last];
    if (!isHere(row.opened_on, to)) continue;
    const label = String.fromCharCode(65 + (spans.length % 26));
    spans.push({ from: row.opened_on, to, label });
    list.push(["incident", label, `${alertTitle(row)}: ${day(row.opened_on)} – ${row.resolved_on === null ? say("al_open") : day(row.resolved_on)}`]);
  }
  for (const row of (HEAD.actions?.effects ?? []).filter((each) => isMeant(each) || chosen.value === "all" && each.metric === metric.metric)) {
    for (const [field, word] of [["started_on", "started"], ["finished_on", "finished"]]) {
      if (row[field] !== null && isHere(row[field], row[field])) dated.push({ at: row[field], text: `${row.title}: ${say(word)} ${day(row[field])}` });
    }
  }
  for (const { at, text } of dated.sort((one, other) => one.at - other.at)) {
    const label = String(flags.length + 1);
    flags.push({ at, label });
    list.push(["action", label, text]);
  }
  return { marks: { spans, flags }, list };
}

function legend(shown, points, marks, point) {
  const held = [
    ["line", "legend_value", true],
    ["band", "legend_band", shown.some((point) => point.low !== null)],
    ["target", "legend_target", shown.at(-1).target !== null],
    ["threshold", "legend_threshold", shown.at(-1).threshold !== null],
    ["baseline", "baseline", Boolean(point?.weeks_13)],
    ["real", "legend_real", shown.some((point) => point.isChanged)],
    ["open", "legend_open", shown.some((point) => !point.isComplete)],
    ["gap", "legend_gap", points.some((point) => point?.isHidden)],
    ["incident", "legend_incident", marks.spans.length > 0],
    ["flag", "legend_action", marks.flags.length > 0],
  ];
  return element("ul", { class: "legend" }, held.filter(([, , isThere]) => isThere).map(([kind, key]) => element("li", {}, element("i", { class: `swatch ${kind}`, "aria-hidden": "true" }), say(key, { value: measured(point?.weeks_13?.value ?? null, chosenMetric()) }))));
}

function trendTable(title, points, metric, first) {
  const labels = HEAD.periods[chosen.period_type].label;
  const rows = points.map((point, at) => ({ point, place: first + at, isChosen: first + at === chosen.place })).filter((row) => row.point).reverse();
  return table(title, [
    { title: say("period"), text: ({ place }) => capital(labels[place]), raw: ({ place }) => labels[place], isHead: true },
    ...pointColumns(metric),
  ], rows, `${chosen.metric}-${chosen.period_type}-${chosen.value}`.replace(/[^\w-]+/g, "_"), { isSaid: true });
}

// The columns that every number has.
function pointColumns(metric) {
  const held = (read) => ({ point }) => (point && !point.isHidden ? read(point) : null);
  return [
    { title: say("value"), isNumber: true, text: ({ point }) => valueOf(point, metric), raw: ({ point }) => (point?.isHidden ? say("hidden") : point?.value ?? null) },
    { title: say("col_interval"), isNumber: true, text: held((point) => interval(point.low, point.high, metric)) },
    { title: say("low"), raw: held((point) => point.low), isOnlyRaw: true },
    { title: say("high"), raw: held((point) => point.high), isOnlyRaw: true },
    { title: say("counted"), isNumber: true, text: held((point) => number(point.n ?? 0, 0)), raw: held((point) => point.n) },
    { title: say("change"), node: ({ point }) => changePill(point, metric), raw: held((point) => point.change) },
    { title: say("verdict"), raw: held((point) => (point.change === null ? null : point.isChanged ? say("by_more") : say("by_chance"))), isOnlyRaw: true },
    { title: say("status"), node: ({ point }) => statusPill(point) ?? say("none"), raw: held((point) => (point.status === "none" ? null : say(`status_${point.status}`))) },
  ];
}
