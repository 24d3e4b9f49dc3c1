// What was done, whether it helped, and where most is at stake.
async function showActions(body) {
  const found = HEAD.actions;
  if (!found?.effects.length) return body.replaceChildren(paragraph(say("no_actions"), "quiet"));
  const metricOf = (row) => METRICS.get(row.metric);
  const shown = (row, value) => (metricOf(row) && value !== null ? measured(value, metricOf(row)) : say("none"));
  const where = (row) => (row.dimension && row.dimension_value ? groupTitle(row.dimension, row.dimension_value) : say("whole"));
  return body.replaceChildren(
    paragraph(say("p_actions"), "quiet"),
    ...table(say("s_actions"), [
      { title: say("action"), isHead: true, raw: (row) => row.title, node: (row) => element("span", {}, row.title, element("small", {}, `${ownerTitle(row.owner)} · ${word("a", row.status)}`, row.is_overdue ? ` · ${say("overdue")}` : "")) },
      { title: say("where"), raw: where, node: (row) => element("span", {}, where(row), element("small", {}, metricOf(row)?.title ?? row.metric ?? "")) },
      { title: say("begun"), isDay: true, text: (row) => day(row.started_on), raw: (row) => day(row.started_on) },
      { title: say("ended"), isDay: true, raw: (row) => day(row.finished_on), node: (row) => element("span", {}, day(row.finished_on), row.finished_on === null && row.deadline_on !== null ? element("small", {}, `${say("deadline")} ${day(row.deadline_on)}`) : null) },
      { title: say("before"), isNumber: true, text: (row) => shown(row, row.before_value), raw: (row) => row.before_value },
      { title: say("after"), isNumber: true, text: (row) => (row.target_value === null || row.after_value === null || !metricOf(row) ? shown(row, row.after_value) : apart(row.after_value, row.target_value, metricOf(row))[0]), raw: (row) => row.after_value },
      { title: say("effect_verdict"), raw: (row) => row.effect, node: (row) => effectOf(row, metricOf(row)) },
    ], found.effects, "actions", { isSaid: true }),
    ...(found.priorities.length ? [heading(say("priorities")), ...prioritiesTable(found.priorities)] : []),
  );
}

function word(kind, value) {
  const key = `${kind}_${value}`;
  return key in HEAD.words ? say(key) : String(value ?? "").replaceAll("_", " ");
}

function effectOf(row, metric) {
  if (row.effect_status !== "measured" && row.effect_status !== "no_comparison" || !metric) return pill(`e_${row.effect_status}` in HEAD.words ? say(`e_${row.effect_status}`) : say("e_other"), "steady");
  const value = row.effect ?? row.change, low = row.effect === null ? row.change_low : row.effect_low, high = row.effect === null ? row.change_high : row.effect_high;
  const tone = toneOf(value, row.is_effect_significant, metric);
  const reached = row.target_value === null ? null : row.is_target_reached ? say("reached") : say("not_reached", { target: level(row.target_value, metric) });
  return element("span", {}, pill(say({ good: "e_real", bad: "e_real_bad" }[tone] ?? "e_chance"), tone),
    element("small", {}, `${changed(value, metric)} (${interval(low, high, metric, true)})`, reached ? ` · ${reached}` : ""));
}

function prioritiesTable(rows) {
  const held = (read) => (row) => (row.hidden ? say("hidden_short") : read(row) ?? say("none"));
  const where = (row) => [groupTitle("touchpoint", row.touchpoint), row.theme ? HEAD.themes[row.theme] ?? row.theme : ""].filter(Boolean).join(" · ");
  return table(say("priorities"), [
    { title: say("where"), isHead: true, text: where, raw: where },
    { title: say("negative_share"), isNumber: true, text: held((row) => percentOf(row.unhappiness)), raw: (row) => row.unhappiness },
    { title: say("reach"), isNumber: true, text: held((row) => percentOf(row.reach)), raw: (row) => row.reach },
    { title: say("at_stake"), isNumber: true, text: held((row) => (row.mrr === null ? null : number(row.mrr, 0))), raw: (row) => row.mrr },
    { title: say("open_actions"), isNumber: true, text: (row) => number(row.actions ?? 0, 0), raw: (row) => row.actions },
  ], rows, "priorities", { isSaid: true });
}
