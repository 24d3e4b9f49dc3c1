// Cases: how many wait and are overdue, whether calls came in time and helped, and who has them.
async function showCases(body) {
  const found = await part("cases");
  if (!found) return body.replaceChildren(paragraph(say("no_cases"), "quiet"));
  const waiting = found.owners.reduce((total, row) => total + row.waiting, 0);
  const overdue = found.owners.reduce((total, row) => total + row.overdue, 0);
  const month = found.months.filter((row) => !row.hidden && row.due).at(-1);
  const told = found.months.filter((row) => !row.hidden && row.recovery !== null).at(-1);
  return body.replaceChildren(
    paragraph(say("p_cases"), "quiet"),
    element("ul", { class: "tiles plain" }, [
      figure(say("cases_waiting"), number(waiting, 0)),
      figure(say("cases_overdue"), number(overdue, 0), null, overdue ? "bad" : null),
      month && figure(say("closed_in_time"), percentOf(month.share), say("of_due", { count: number(month.in_time, 0), due: number(month.due, 0), month: monthOf(month.month) })),
      month && month.hours !== null && figure(say("hours_to_contact"), number(month.hours, 1), monthOf(month.month)),
      told && figure(say("recovered"), signed(told.recovery, 1), say("recovered_note", { n: number(told.recovery_n, 0), unassisted: told.unassisted === null ? say("none") : signed(told.unassisted, 1) })),
    ].filter(Boolean)),
    ...ownersTable(found.owners),
    more(say("loop_months"), ...monthsTable(found.months)),
    lookUp(say("all_waiting"), ...waitingTable(found.waiting)),
  );
}

function figure(name, value, note = null, tone = null) {
  return element("li", { class: "tile" }, element("span", { class: "name" }, name), element("span", { class: `figure ${tone ?? ""}` }, value), note ? element("span", { class: "line quiet" }, note) : null);
}

function percentOf(value) { return value === null ? say("none") : withUnit(number(value, 1), value, "percent"); }

function ownerTitle(owner) { return owner === null ? say("none") : groupTitle("owner", owner); }

function ownersTable(rows) {
  const count = (title, name) => ({ title: say(title), isNumber: true, text: (row) => number(row[name], 0), raw: (row) => row[name] });
  return table(say("by_owner"), [
    { title: say("owner"), isHead: true, text: (row) => ownerTitle(row.owner), raw: (row) => ownerTitle(row.owner) },
    count("cases_waiting", "waiting"), count("cases_overdue", "overdue"), count("contacted", "contacted"), count("lapsed", "lapsed"),
  ], rows, "cases-by-owner");
}

function monthsTable(rows) {
  const held = (read) => (row) => (row.hidden ? say("hidden_short") : read(row));
  const range = (row) => (row.low === null ? "" : say("to", { low: number(row.low, 1), high: number(row.high, 1) }));
  return table(say("loop_months"), [
    { title: say("month_opened"), isHead: true, text: (row) => monthOf(row.month), raw: (row) => monthOf(row.month) },
    { title: say("cases"), isNumber: true, text: held((row) => number(row.cases, 0)), raw: (row) => row.cases },
    { title: say("closed_in_time"), isNumber: true, text: held((row) => percentOf(row.share)), raw: (row) => row.share },
    { title: say("col_interval"), isNumber: true, text: held(range) },
    { title: say("hours_to_contact"), isNumber: true, text: held((row) => (row.hours === null ? say("none") : number(row.hours, 1))), raw: (row) => row.hours },
    { title: say("recovered"), isNumber: true, text: held((row) => (row.recovery === null ? say("none") : signed(row.recovery, 1))), raw: (row) => row.recovery },
  ], [...rows].reverse(), "closing-the-loop", { isSaid: true });
}

function waitingTable(found) {
  const rows = found.id.map((id, at) => Object.fromEntries(Object.keys(found).map((name) => [name, found[name][at]])));
  if (!rows.length) return [paragraph(say("no_cases"), "quiet")];
  const text = (title, read) => ({ title: say(title), text: read, raw: read });
  return table(say("all_waiting"), [
    { title: say("case"), isHead: true, node: (row) => element("code", {}, row.id), raw: (row) => row.id },
    text("rule", (row) => row.rule.replaceAll("_", " ")),
    text("touchpoint", (row) => (row.touchpoint === null ? say("none") : groupTitle("touchpoint", row.touchpoint))),
    text("segment", (row) => (row.segment === null ? say("none") : groupTitle("segment", row.segment))),
    text("owner", (row) => ownerTitle(row.owner)),
    { ...text("opened", (row) => day(row.opened)), isDay: true },
    { title: say("due"), isDay: true, node: (row) => element("span", {}, day(row.due), " ", row.overdue ? pill(say("overdue"), "bad") : ""), raw: (row) => day(row.due) },
  ], rows, "cases", { isSaid: true });
}
