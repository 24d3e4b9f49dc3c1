// What customers wrote. Filters are this section's own; only whether a period counts follows the selection.
const filters = { search: "", metric: "", tone: "", touchpoint: "", segment: "", theme: "", language: "", when: "" };
const PAGE = 20;
let commentsShown = PAGE;

async function readComments(theme) {
  Object.assign(filters, { theme, when: "period" });
  await showComments(document.querySelector("#comments .body"));
  goTo("comments");
}

async function showComments(body) {
  const found = await part("comments");
  if (!found) return body.replaceChildren(paragraph(say("comments_away"), "notice"));
  const list = element("ol", { class: "comments" }), count = paragraph("", "quiet"), further = element("div", { class: "tools" });
  count.setAttribute("role", "status");
  const again = () => { commentsShown = PAGE; return fill(); };
  const fill = async () => {
    const hits = await fitting(found);
    count.textContent = hits === null ? say("comments_hidden") : hits.length ? sayCount("found", hits.length) : say("no_comments");
    const shown = (hits ?? []).slice(0, commentsShown);
    list.replaceChildren(...shown.map((at) => commentItem(found, at)));
    further.replaceChildren(...((hits ?? []).length > commentsShown ? [button(say("more"), () => { commentsShown += PAGE; fill(); })] : []), ...(shown.length ? [csvButton(say("s_comments"), "comments", commentColumns(found), hits)] : []));
  };
  body.replaceChildren(paragraph(say("p_comments"), "quiet"), commentFilters(found, again, body), count, list, further);
  await fill();
}

function commentFilters(found, again, body) {
  const values = (name) => found[name].values.filter((value) => value !== null);
  const any = (options) => [["", say("any")], ...options];
  const chooser = (name, title, options) => labelled(title, select(any(options), filters[name], (value) => { filters[name] = value; again(); }, { name: `c-${name}` }));
  const grouped = (dimension) => values(dimension).sort(inOrder(dimension)).map((value) => [value, groupTitle(dimension, value)]);
  let typing = 0;
  const search = element("input", { type: "search", name: "c-search", value: filters.search, autocomplete: "off", spellcheck: "false",
    oninput: (event) => { filters.search = event.target.value; clearTimeout(typing); typing = setTimeout(again, 150); } });
  const metrics = values("metric").map((name) => [name, titleOfObservations(name)]);
  const form = element("form", { class: "filters", "aria-label": say("filters"), onsubmit: (event) => event.preventDefault() },
    labelled(say("search"), search),
    chooser("metric", say("metric"), metrics),
    chooser("tone", say("tone"), ["0", "1", "2"].map((tone) => [tone, say(`tone_${tone}`)])),
    chooser("touchpoint", say("touchpoint"), grouped("touchpoint")),
    chooser("segment", say("segment"), grouped("segment")),
    chooser("theme", say("theme"), Object.entries(HEAD.themes)),
    chooser("language", say("language"), grouped("language")),
    labelled(say("when"), select([["", say("any_time")], ["period", say("chosen_period")]], filters.when, (value) => { filters.when = value; again(); }, { name: "c-when" })),
    button(say("clear_filters"), () => { for (const name of Object.keys(filters)) filters[name] = ""; commentsShown = PAGE; showComments(body); }, { class: "plain" }));
  return form;
}

function titleOfObservations(name) {
  const metric = METRICS.get(name) ?? HEAD.metrics.find((each) => each.observations === name);
  return metric?.title ?? name;
}

// Places of the comments that fit; null where the chosen period is one whose comments may not be shown.
async function fitting(found) {
  const { start, end } = HEAD.periods[chosen.period_type];
  const first = start[chosen.place], last = end[chosen.place], isOfPeriod = filters.when === "period";
  const permitted = new Map();
  if (isOfPeriod) for (const name of found.metric.values) permitted.set(name, await isQuotable(name));
  const wanted = filters.search.trim().toLocaleLowerCase(HEAD.language).split(/\s+/).filter(Boolean);
  const isIn = (name, at) => !filters[name] || found[name].values[found[name].at[at]] === filters[name];
  const hits = [];
  for (let at = 0; at < found.text.length; at++) {
    if (isOfPeriod && (found.on[at] < first || found.on[at] > last || !permitted.get(found.metric.values[found.metric.at[at]]))) continue;
    if (filters.tone !== "" && String(found.tone[at]) !== filters.tone) continue;
    if (!isIn("metric", at) || !isIn("touchpoint", at) || !isIn("segment", at) || !isIn("language", at)) continue;
    if (filters.theme && !(found.themes[at] || []).includes(filters.theme)) continue;
    if (wanted.length) {
      const text = found.text[at].toLocaleLowerCase(HEAD.language);
      if (!wanted.every((word) => text.includes(word))) continue;
    }
    hits.push(at);
  }
  return isOfPeriod && ![...permitted.values()].some(Boolean) ? null : hits;
}

async function isQuotable(name) {
  const metric = METRICS.get(name) ?? HEAD.metrics.find((each) => each.observations === name);
  if (!metric?.has[chosen.period_type]) return false;
  return Boolean((await seriesOf(metric.metric, chosen.period_type, "all", "all")).at(chosen.place)?.isQuotable);
}

function commentItem(found, at) {
  const of = (name) => found[name].values[found[name].at[at]];
  const language = of("language"), tone = found.tone[at], score = of("score");
  const source = [
    of("channel") === "review" ? say("review") : titleOfObservations(of("metric")),
    score !== null && of("of") !== null ? say("scored", { score: number(score, Number.isInteger(score) ? 0 : 1), most: number(of("of"), 0) }) : "",
    of("touchpoint") ? groupTitle("touchpoint", of("touchpoint")) : "", of("segment") ? groupTitle("segment", of("segment")) : "",
    of("country") ? groupTitle("country", of("country")) : "", day(found.on[at]),
    language && language !== HEAD.language ? say("in_language", { language: groupTitle("language", language) }) : "",
  ].filter(Boolean).join(" · ");
  return element("li", {},
    tone === null ? "" : pill(say(`tone_${tone}`), ["bad", "steady", "good"][tone]),
    element("blockquote", { lang: language }, found.text[at]),
    element("p", { class: "quiet" }, source),
    (found.themes[at] || []).length ? element("p", { class: "quiet" }, found.themes[at].map((theme) => HEAD.themes[theme] ?? theme).join(", ")) : "");
}

function commentColumns(found) {
  const of = (name) => (at) => found[name].values[found[name].at[at]];
  return [
    { title: say("when"), raw: (at) => new Date(found.on[at] * DAY).toISOString().slice(0, 10) },
    { title: say("metric"), raw: (at) => titleOfObservations(of("metric")(at)) },
    { title: say("value"), raw: of("score") },
    { title: say("tone"), raw: (at) => (found.tone[at] === null ? null : say(`tone_${found.tone[at]}`)) },
    ...["touchpoint", "segment", "country", "language"].map((name) => ({ title: say(name), raw: (at) => (of(name)(at) === null ? null : groupTitle(name, of(name)(at))) })),
    { title: say("s_comments"), raw: (at) => found.text[at] },
  ];
}
