// What is chosen, in the page's address: a link from a digest (#metric=nps&by=touchpoint) opens on it.
const FIELDS = ["metric", "period_type", "period", "by", "value", "span"];
const SPANS = ["13", "26", "52", "all"];
const PREFERRED = ["month", "week", "quarter", "rolling_28", "day", "rolling_91"];
const chosen = {};
let section = null;

function read(text) {
  const asked = new URLSearchParams(text.replace(/^#/, ""));
  return Object.fromEntries([...asked].filter(([name]) => FIELDS.includes(name) || name === "section"));
}

// What was asked for, as far as there is such a thing.
function settle(asked) {
  const metric = METRICS.get(String(asked.metric ?? "").toLowerCase()) ?? METRICS.get("nps") ?? HEAD.metrics[0];
  const kinds = Object.keys(metric.has);
  const kind = kinds.includes(asked.period_type) ? asked.period_type : PREFERRED.find((each) => kinds.includes(each));
  const dimensions = metric.has[kind];
  const by = dimensions.includes(asked.by) ? asked.by : dimensions.find((each) => each !== "all") ?? "all";
  Object.assign(chosen, {
    metric: metric.metric, period_type: kind, by, value: asked.value || "all",
    span: SPANS.includes(asked.span) ? asked.span : kind === "day" ? "52" : "26", period: asked.period ?? "",
  });
}

// The groups that there are decide what the value can be, and the periods that have a number which is shown.
async function settleGroup(isByAsked = true) {
  let groups = await groupsOf(chosen.metric, chosen.period_type, chosen.by);
  // Where nobody asked for a dimension, one that tells something apart.
  for (const by of isByAsked ? [] : chosenMetric().has[chosen.period_type].filter((each) => each !== "all")) {
    if (groups.length > 1) break;
    chosen.by = by;
    groups = await groupsOf(chosen.metric, chosen.period_type, by);
  }
  if (!groups.includes(chosen.value)) chosen.value = "all";
  chosen.place = await placeOf(chosen.period);
}

async function placeOf(start) {
  const starts = HEAD.periods[chosen.period_type].start;
  const asked = /^\d{4}-\d{2}-\d{2}$/.test(start) ? starts.indexOf(Date.parse(start) / DAY) : -1;
  if (asked >= 0) return asked;
  return (await newest()) ?? starts.length - 1;
}

// The newest complete period that shows a number.
async function newest() {
  const found = await chosenSeries();
  const complete = found.places.filter((place) => found.at(place).isComplete);
  return (complete.length ? complete : found.places).at(-1);
}

function chosenMetric() { return METRICS.get(chosen.metric); }

function chosenSeries() {
  return chosen.value === "all"
    ? seriesOf(chosen.metric, chosen.period_type, "all", "all")
    : seriesOf(chosen.metric, chosen.period_type, chosen.by, chosen.value);
}

function chosenGroup() { return chosen.value === "all" ? say("whole") : groupTitle(chosen.by, chosen.value); }

// As it stands inside a sentence.
function chosenPeriod() { return HEAD.periods[chosen.period_type].label[chosen.place]; }

function spanChoice() {
  const options = SPANS.map((each) => [each, each === "all" ? say("span_all") : sayCount("span_last", Number(each))]);
  return labelled(say("span"), select(options, chosen.span, (span) => choose({ span }), { name: "span", "data-key": "span" }));
}

// The places of the periods that a trend shows: not before the series begins, up to the newest there is.
function shownSpan(series) {
  const [first, last] = spanAsked();
  const begins = Math.min(...series.places.slice(0, 1), ...(series.columns?.h ?? []).slice(0, 1).map(([from]) => from));
  return [Number.isFinite(begins) ? Math.min(Math.max(first, begins), chosen.place) : first, last];
}

function spanAsked() {
  const last = Math.max(HEAD.periods[chosen.period_type].start.length - 1, 0);
  if (chosen.span === "all") return [0, last];
  const end = Math.min(last, Math.max(chosen.place + 2, last));
  return [Math.max(0, Math.min(end - Number(chosen.span) + 1, chosen.place)), end];
}

function address() {
  const kept = { metric: chosen.metric, period_type: chosen.period_type, by: chosen.by, value: chosen.value, span: chosen.span };
  kept.period = new Date(HEAD.periods[chosen.period_type].start[chosen.place] * DAY).toISOString().slice(0, 10);
  if (section) kept.section = section;
  return `#${new URLSearchParams(kept)}`;
}

async function choose(changes) {
  const before = { ...chosen };
  settle({ ...chosen, ...changes });
  if (chosen.period_type !== before.period_type) chosen.period = "";
  await settleGroup();
  if ("period" in changes || chosen.period) chosen.period = new Date(HEAD.periods[chosen.period_type].start[chosen.place] * DAY).toISOString().slice(0, 10);
  history.replaceState(null, "", address());
  await show();
  announce(say("shows", { what: [chosenMetric().title, chosenGroup(), chosenPeriod()].join(", ") }));
}

// The controls, with what can be chosen now.
async function offerChoices() {
  const metric = chosenMetric();
  const kinds = Object.keys(metric.has);
  const dimensions = metric.has[chosen.period_type].filter((each) => each !== "all");
  const groups = chosen.by === "all" ? [] : await groupsOf(chosen.metric, chosen.period_type, chosen.by);
  const periods = HEAD.periods[chosen.period_type];
  const held = document.activeElement?.getAttribute("name");
  const byClass = ["direct", "indirect", "deferred"].map((each) => [say(each), HEAD.metrics.filter((one) => one.feedback_class === each)
    .map((one) => [one.metric, one.title])]).filter(([, members]) => members.length);
  const newestFirst = periods.start.map((start, place) => [new Date(start * DAY).toISOString().slice(0, 10), capital(periods.label[place])]).reverse();
  const at = newestFirst[periods.start.length - 1 - chosen.place][0];
  const step = (by) => choose({ period: newestFirst[periods.start.length - 1 - (chosen.place + by)][0] });
  const form = document.getElementById("choice");
  form.replaceChildren(
    labelled(say("metric"), select(byClass, chosen.metric, (metric) => choose({ metric }), { name: "metric" })),
    labelled(say("period_type"), select(kinds.map((each) => [each, say(each)]), chosen.period_type, (period_type) => choose({ period_type, period: "" }), { name: "period_type" })),
    element("div", { class: "stepped" },
      button("‹", () => step(-1), { name: "earlier", "aria-label": say("earlier"), title: say("earlier"), disabled: chosen.place <= 0 }),
      labelled(say("period"), select(newestFirst, at, (period) => choose({ period }), { name: "period" })),
      button("›", () => step(1), { name: "later", "aria-label": say("later"), title: say("later"), disabled: chosen.place >= periods.start.length - 1 })),
    labelled(say("by"), select(dimensions.length ? dimensions.map((each) => [each, say(each)]) : [["all", say("all")]], chosen.by, (by) => choose({ by, value: "all" }), { name: "by" })),
    labelled(say("group"), select([["all", say("whole")], ...groups.filter((each) => each !== "all").map((each) => [each, groupTitle(chosen.by, each)])], chosen.value, (value) => choose({ value }), { name: "value" })),
  );
  const again = held && form.elements.namedItem(held);
  if (again) (again.disabled ? form.elements.namedItem("period") : again).focus({ preventScroll: true });
}
