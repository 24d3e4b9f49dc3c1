// What the numbers stand on: sources, checks, what nobody declared, what was restated, what did not count.
async function showData(body) {
  const found = await part("data");
  const late = found.sources.filter((row) => row.late);
  const parts = [
    paragraph(say("p_data"), "quiet"),
    paragraph([say("through", { when: instant(found.through) }), say("published", { when: instant(found.published) })].join(" · ")),
    paragraph([found.checks === null ? "" : sayCount("checks", found.checks), found.tables === null ? "" : say("tables_rows", { tables: number(found.tables, 0), rows: number(found.rows, 0) })].join(" ")),
    element("p", {}, late.length ? pill(say("late_sources", { sources: late.map((row) => row.title).join(", ") }), "bad") : pill(say("all_fresh"), "good")),
    ...sourcesTable(found.sources),
    heading(say("undeclared")),
    ...(found.undeclared.length ? [paragraph(say("undeclared_intro"), "quiet"), ...undeclaredTable(found.undeclared)] : [paragraph(say("undeclared_none"), "quiet")]),
    heading(say("restated")),
    ...(found.restated.length ? restatedTable(found.restated) : [paragraph(say("restated_none"), "quiet")]),
    ...(await excluded()),
  ];
  body.replaceChildren(...parts);
}

function sourcesTable(rows) {
  const count = (title, name) => ({ title: say(title), isNumber: true, text: (row) => number(row[name] ?? 0, 0), raw: (row) => row[name] });
  return table(say("sources"), [
    { title: say("source"), isHead: true, text: (row) => row.title, raw: (row) => row.title },
    { title: say("read_until"), isDay: true, text: (row) => instant(row.through), raw: (row) => instant(row.through) },
    { title: say("status"), node: (row) => pill(say(row.late ? "late" : "fresh"), row.late ? "bad" : "good"), raw: (row) => say(row.late ? "late" : "fresh") },
    count("rows", "fetched"), count("refused", "quarantined"),
  ], rows, "sources");
}

function undeclaredTable(rows) {
  const name = (row) => [row.source, row.survey, row.question].join(" · ");
  return table(say("undeclared"), [
    { title: say("question"), isHead: true, text: name, raw: name },
    { title: say("counted"), isNumber: true, text: (row) => number(row.answers, 0), raw: (row) => row.answers },
    { title: say("first"), isDay: true, text: (row) => day(row.first), raw: (row) => day(row.first) },
    { title: say("last"), isDay: true, text: (row) => day(row.last), raw: (row) => day(row.last) },
  ], rows, "undeclared-questions", { isSaid: true });
}

function restatedTable(rows) {
  const shown = (row, value) => (value === null || !METRICS.get(row.metric) ? say("none") : measured(value, METRICS.get(row.metric)));
  const name = (row) => METRICS.get(row.metric)?.title ?? row.metric;
  const period = (row) => {
    const place = HEAD.periods[row.kind]?.start.indexOf(row.start) ?? -1;
    return place < 0 ? day(row.start) : HEAD.periods[row.kind].label[place];
  };
  return table(say("restated"), [
    { title: say("metric"), isHead: true, raw: name, node: (row) => element("span", {}, name(row), element("small", {}, groupTitle(row.dimension, row.value))) },
    { title: say("period"), text: (row) => capital(period(row)), raw: period },
    { title: say("reported"), isNumber: true, text: (row) => `${shown(row, row.reported)} (${say("n", { count: number(row.reported_n ?? 0, 0) })})`, raw: (row) => row.reported },
    { title: say("known_now"), isNumber: true, text: (row) => `${shown(row, row.now)} (${say("n", { count: number(row.n ?? 0, 0) })})`, raw: (row) => row.now },
    { title: say("since"), isDay: true, text: (row) => day(row.since), raw: (row) => day(row.since) },
  ], rows, "restated", { isSaid: true });
}

async function excluded() {
  const metric = chosenMetric(), point = (await chosenSeries()).at(chosen.place);
  const rows = point && !point.isHidden ? point.excluded.map(([name, count]) => ({ name, count })) : [];
  const title = say("excluded", { metric: metric.title, period: chosenPeriod() });
  if (!rows.length) return [heading(title), paragraph(point?.isHidden ? say("hidden") : say("excluded_none"), "quiet")];
  return [heading(title), ...table(title, [
    { title: say("reason"), isHead: true, text: (row) => say(row.name), raw: (row) => say(row.name) },
    { title: say("counted"), isNumber: true, text: (row) => number(row.count, 0), raw: (row) => row.count },
  ], rows, null, { isSaid: true })];
}
