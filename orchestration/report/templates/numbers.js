// Words, numbers and days as the page's language has them. Numbers are put into words here and nowhere else.
const MINUS = "\u2212", UNBROKEN = "\u00a0", DAY = 86400000;
const plural = new Intl.PluralRules(HEAD.language);
const formats = new Map();

function say(key, places = {}) {
  const text = HEAD.words[key];
  return filled(typeof text === "string" ? text : key, places);
}

function sayCount(key, count, places = {}) {
  const forms = HEAD.words[key];
  return filled(forms[plural.select(Math.abs(count))] ?? forms.other, { count: number(count, 0), ...places });
}

// What is filled in is never read as a template.
function filled(template, places) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}

function number(value, decimals) {
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat(HEAD.language, {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals, roundingMode: "halfEven", signDisplay: "negative",
    }));
  }
  return formats.get(decimals).format(value).replace("-", MINUS);
}

function signed(value, decimals) {
  const shown = number(value, decimals);
  return value > 0 && /[1-9]/.test(shown) ? `+${shown}` : shown;
}

// A value of a metric with its unit.
function measured(value, metric, decimals = metric.decimals) {
  if (value === null || value === undefined) return say("none");
  if (metric.unit === "seconds") return duration(value);
  return withUnit(number(value, decimals), value, metric.unit);
}

function withUnit(shown, value, unit) {
  const forms = HEAD.words[`unit_${unit}`];
  return forms ? filled(forms[plural.select(Math.abs(value))] ?? forms.other, { value: shown }) : shown;
}

// A level that somebody set: without zeros at its end.
function level(value, metric) {
  if (metric.unit === "seconds") return duration(value);
  const bare = Number(value.toFixed(6));
  return withUnit(number(bare, (String(bare).split(".")[1] ?? "").length), bare, metric.unit);
}

// A value and its limit, with as many decimals as it takes to tell them apart.
function apart(value, limit, metric) {
  let digits = metric.decimals;
  if (metric.unit === "seconds") return [duration(value), duration(limit)];
  while (value !== limit && digits < 6 && number(value, digits) === number(limit, digits)) digits += 1;
  return [measured(value, metric, digits), Number.isInteger(limit) ? level(limit, metric) : measured(limit, metric, digits)];
}

// What a point shows: with more decimals where it would look like the level it is compared with.
function valueOf(point, metric) {
  if (!point) return say("nothing");
  if (point.isHidden) return say("hidden");
  return point.apart ?? measured(point.value, metric);
}

function changed(value, metric) {
  if (value === null) return say("none");
  if (metric.unit === "seconds") return `${value > 0 ? "+" : ""}${duration(value)}`;
  if (metric.unit === "percent" || metric.unit === "points") return say("pts", { value: signed(value, metric.decimals) });
  return withUnit(signed(value, metric.decimals), value, metric.unit);
}

function interval(low, high, metric, isChange = false) {
  if (low === null || high === null) return "";
  if (metric.unit === "seconds") return say("to", { low: duration(low), high: duration(high) });
  const write = isChange ? signed : number;
  const shown = say("to", { low: write(low, metric.decimals), high: write(high, metric.decimals) });
  return metric.unit === "percent" && !isChange ? withUnit(shown, high, "percent") : shown;
}

// Two steps, as numbers.duration of the house.
function duration(seconds) {
  const sign = seconds < 0 ? MINUS : "";
  const left = Math.abs(seconds);
  if (left < 60) return sign + say("seconds", { count: number(left, 0) }).replace(" ", UNBROKEN);
  let minutes = halfEven(left / 60);
  const days = Math.floor(minutes / 1440);
  minutes -= days * 1440;
  const hours = Math.floor(minutes / 60);
  minutes = days ? 0 : minutes - hours * 60;
  const steps = [[days, "days"], [hours, "hours"], [minutes, "minutes"]].filter(([count]) => count);
  if (!steps.length) steps.push([0, "minutes"]);
  return sign + steps.map(([count, unit]) => say(unit, { count: number(count, 0) })).join(" ").replaceAll(" ", UNBROKEN);
}

function halfEven(value) {
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2) ? whole + 1 : whole;
}

function day(days, options = { day: "numeric", month: "short", year: "numeric" }) {
  return days === null ? say("none") : when(days * DAY, options);
}

function monthOf(days) { return day(days, { month: "long", year: "numeric" }); }

function instant(seconds) {
  if (seconds === null || seconds === undefined) return say("none");
  return when(seconds * 1000, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function when(milliseconds, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(HEAD.language === "en" ? "en-GB" : HEAD.language, { timeZone: "UTC", ...options }));
  const shown = formats.get(key).format(milliseconds);
  return HEAD.language === "en" ? shown.replace(/\bSept\b/, "Sep") : shown; // as the rest of the house has it
}

const names = Object.fromEntries([["country", "region"], ["language", "language"]].map(([dimension, type]) =>
  [dimension, new Intl.DisplayNames([HEAD.language], { type, fallback: "none" })]));

// What a group is called: by its registry, by the language, or as the data have it.
function groupTitle(dimension, value) {
  if (dimension === "all" || value === "all") return say("whole");
  if (value === "unknown" || value === null) return say("unknown");
  if (dimension === "touchpoint_segment") {
    const [touchpoint, segment] = value.split(" / ");
    return `${groupTitle("touchpoint", touchpoint)} · ${groupTitle("segment", segment)}`;
  }
  const title = HEAD.titles[dimension]?.[value];
  if (title !== undefined && Object.hasOwn(HEAD.titles[dimension], value)) return title;
  return nameOf(dimension, value) ?? value.replaceAll("_", " ");
}

function nameOf(dimension, value) {
  try {
    return names[dimension]?.of(dimension === "country" ? value.toUpperCase() : value) ?? null;
  } catch {
    return null; // no code of a country or language
  }
}

function capital(text) { return text.slice(0, 1).toLocaleUpperCase(HEAD.language) + text.slice(1); }
