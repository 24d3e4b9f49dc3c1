// Why the metric changed, by the groups of the chosen dimension; and what goes with promoters.
async function showDrivers(body) {
  const metric = chosenMetric();
  const found = (await part(`metric-${chosen.metric}`))?.drivers;
  const whole = (await seriesOf(chosen.metric, chosen.period_type, "all", "all")).at(chosen.place);
  const effects = found ? effectsOf(found, metric) : [];
  const shown = [heading(say("moved_by", { metric: metric.title }))];
  if (!effects.length || !whole || whole.isHidden || whole.change === null) {
    shown.push(paragraph(say("no_drivers", { metric: metric.title, dimension: say(chosen.by).toLocaleLowerCase(HEAD.language) }), "quiet"));
  } else {
    shown.push(paragraph(say("moved_to", { metric: metric.title, before: measured(whole.previous, metric), value: measured(whole.value, metric) })),
      paragraph(whole.isChanged ? say("moved_real", { dimension: say(chosen.by).toLocaleLowerCase(HEAD.language) }) : say("moved_steady")),
      ...effectTable(effects, metric, whole));
  }
  const keys = (await part("key-drivers")) ?? [];
  if (keys.length) shown.push(heading(say("key_title")), paragraph(say("key_intro"), "quiet"), ...keyTable(keys));
  body.replaceChildren(...shown);
}

function effectsOf(found, metric) {
  const rows = [], scale = 10 ** metric.exact;
  for (const [at, kind] of found.kind.entries()) {
    if (kind !== chosen.period_type || found.dimension[at] !== chosen.by || found.place[at] !== chosen.place) continue;
    const one = (name, more = 1) => (found[name][at] === null ? null : found[name][at] / scale / more);
    rows.push({ group: found.value[at], n: found.n[at], value: one("v"), previous: one("pv"), total: one("total", 10), rate: one("rate", 10), mix: one("mix", 10), isClear: found.sig[at] === 1 });
  }
  return rows;
}

function effectTable(rows, metric, whole) {
  const most = Math.max(...rows.map((row) => Math.abs(row.total ?? 0)));
  const isReal = whole.isChanged, digits = metric.unit === "seconds" ? null : metric.decimals;
  const effect = (value) => (value === null ? say("none") : digits === null ? changed(value, metric) : signed(value, digits));
  const tone = (row) => (isReal && row.isClear ? toneOf(row.total, true, metric) : "steady");
  return table(say("moved_by", { metric: metric.title }), [
    { title: say(chosen.by), isHead: true, raw: (row) => groupTitle(chosen.by, row.group),
      node: (row) => element("span", { class: isReal && row.isClear ? "strong" : null }, groupTitle(chosen.by, row.group), isReal && row.isClear ? element("small", {}, say("clear_change")) : null) },
    { title: say("now"), isNumber: true, text: (row) => measured(row.value, metric), raw: (row) => row.value },
    { title: say("before"), isNumber: true, text: (row) => measured(row.previous, metric), raw: (row) => row.previous },
    { title: say("counted"), isNumber: true, text: (row) => (row.n === null ? say("none") : number(row.n, 0)), raw: (row) => row.n },
    { title: say("effect"), isNumber: true, raw: (row) => row.total, node: (row) => element("span", { class: "effect" }, bar(row.total ?? 0, most, tone(row)), element("b", {}, effect(row.total))) },
    { title: say("of_which_value"), isNumber: true, text: (row) => effect(row.rate), raw: (row) => row.rate },
    { title: say("of_which_share"), isNumber: true, text: (row) => effect(row.mix), raw: (row) => row.mix },
  ], rows, `drivers-${chosen.metric}-${chosen.by}`, { isSaid: true });
}

function keyTable(rows) {
  const most = Math.max(...rows.map((row) => Math.abs(row.standardised_difference ?? 0)));
  const name = (row) => [say(`k_${row.driver}`) === `k_${row.driver}` ? row.driver.replaceAll("_", " ") : say(`k_${row.driver}`), row.touchpoint && row.touchpoint !== "all" ? groupTitle("touchpoint", row.touchpoint) : ""].filter(Boolean).join(" · ");
  const clear = (row) => (row.not_tested_because || row.is_significant === null ? say("untested") : row.is_significant ? say("clear") : say("unclear"));
  const two = (value) => (value === null ? say("none") : number(value, 2));
  return table(say("key_title"), [
    { title: say("candidate"), isHead: true, text: name, raw: name },
    { title: say("promoters"), isNumber: true, text: (row) => two(row.promoters_mean), raw: (row) => row.promoters_mean },
    { title: say("detractors"), isNumber: true, text: (row) => two(row.detractors_mean), raw: (row) => row.detractors_mean },
    { title: say("difference"), isNumber: true, raw: (row) => row.difference,
      node: (row) => element("span", { class: "effect" }, bar(row.standardised_difference ?? 0, most, row.is_significant ? "moved" : "steady"), element("b", {}, row.difference === null ? say("none") : signed(row.difference, 2))) },
    { title: say("counted"), isNumber: true, text: (row) => (row.n === null ? say("none") : number(row.n, 0)), raw: (row) => row.n },
    { title: say("verdict"), node: (row) => pill(clear(row), row.is_significant ? "moved" : "steady"), raw: clear },
  ], rows, "key-drivers", { isSaid: true });
}
