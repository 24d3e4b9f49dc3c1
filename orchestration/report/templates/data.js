// The data in this file: what is read at once (HEAD) and parts that are unpacked when somebody looks at them.
const HEAD = JSON.parse(document.getElementById("head").textContent);
const SIGNIFICANT = 1, COMPARED = 2, COMPLETE = 4, SETTLED = 8, QUOTABLE = 16, YEAR_SIGNIFICANT = 32, YEAR_COMPARED = 64;
const STATUS = ["none", "ok", "watch", "confirmed", "too_few"];
const METRICS = new Map(HEAD.metrics.map((metric) => [metric.metric, metric]));
const parts = new Map();

function part(name) {
  if (!parts.has(name)) parts.set(name, unpacked(name));
  return parts.get(name);
}

async function unpacked(name) {
  const text = document.getElementById(`part-${name}`)?.textContent;
  if (!text) return null;
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

// The points of one series by the place of their period; null where there is none, {hidden: true} where it is hidden.
class Series {
  constructor(metric, kind, dimension, value, columns) {
    Object.assign(this, { metric, kind, dimension, value, columns, places: [], rows: new Map() });
    let place = 0;
    for (const [row, step] of (columns?.p ?? []).entries()) {
      place += step;
      this.places.push(place);
      this.rows.set(place, row);
    }
  }

  get isShown() { return this.places.length > 0; }

  at(place) {
    const row = this.rows.get(place);
    if (row === undefined) return this.isHidden(place) ? { place, isHidden: true } : null;
    const of = (name) => {
      const column = this.columns[name];
      return Array.isArray(column) ? column[row] : column ?? null;
    };
    const one = (name) => (of(name) === null ? null : of(name) / 10 ** this.metric.exact);
    const flags = of("f");
    return {
      place, isHidden: false, n: of("n"), respondents: of("r"), value: one("v"), low: one("lo"), high: one("hi"),
      change: one("c"), changeLow: one("cl"), changeHigh: one("ch"), previous: one("pv"), previousN: of("pn"),
      yearChange: one("yc"), yearValue: one("yv"), target: of("target"), threshold: of("threshold"),
      status: STATUS[of("st") ?? 0], apart: this.columns.apart?.[row] ?? null,
      isCompared: Boolean(flags & COMPARED), isChanged: Boolean(flags & SIGNIFICANT),
      isYearCompared: Boolean(flags & YEAR_COMPARED), isYearChanged: Boolean(flags & YEAR_SIGNIFICANT),
      isComplete: Boolean(flags & COMPLETE), isSettled: Boolean(flags & SETTLED), isQuotable: Boolean(flags & QUOTABLE),
      weeks_4: baseline(one, of, "b4"), weeks_13: baseline(one, of, "b13"),
      excluded: Object.keys(this.columns).filter((name) => name.startsWith("x_")).map((name) => [name, of(name)])
        .filter(([, count]) => count),
    };
  }

  isHidden(place) { return (this.columns?.h ?? []).some(([from, to]) => from <= place && place <= to); }

  // Every place between two, ends included.
  between(first, last) {
    const found = [];
    for (let place = Math.max(first, 0); place <= last; place++) found.push(this.at(place));
    return found;
  }
}

function baseline(one, of, name) {
  if (one(`${name}v`) === null) return null;
  return { value: one(`${name}v`), change: one(`${name}c`), isChanged: of(`${name}s`) === null ? null : Boolean(of(`${name}s`)) };
}

const seriesKnown = new Map();

async function seriesOf(name, kind, dimension, value) {
  const key = `${name}|${kind}|${dimension}|${value}`;
  if (!seriesKnown.has(key)) {
    const found = await part(`metric-${name}`);
    seriesKnown.set(key, new Series(METRICS.get(name), kind, dimension, value, found?.series[`${kind}|${dimension}|${value}`]));
  }
  return seriesKnown.get(key);
}

// The groups of a dimension that the metric has in a type of period.
async function groupsOf(name, kind, dimension) {
  const found = await part(`metric-${name}`);
  const beginning = `${kind}|${dimension}|`;
  return Object.keys(found?.series ?? {}).filter((key) => key.startsWith(beginning)).map((key) => key.slice(beginning.length))
    .sort(inOrder(dimension));
}

// Touchpoints and segments as their registries have them, other groups by name, the unknown last.
function inOrder(dimension) {
  const known = Object.keys(HEAD.titles[dimension] ?? {});
  const place = (value) => (value === "unknown" ? 2e6 : known.includes(value) ? known.indexOf(value) : 1e6);
  return (one, other) => place(one) - place(other) || groupTitle(dimension, one).localeCompare(groupTitle(dimension, other), HEAD.language);
}
