// What comments are about, in the chosen period and, where themes have it, the chosen group.
async function showThemes(body) {
  const found = await part("themes");
  const isOfGroup = chosen.value !== "all" && ["touchpoint", "segment"].includes(chosen.by);
  const dimension = isOfGroup ? chosen.by : "all", value = isOfGroup ? chosen.value : "all";
  const rows = found ? themesOf(found, dimension, value) : [];
  const period = `${chosenPeriod()} · ${groupTitle(dimension, value)}`;
  if (!rows.length) return body.replaceChildren(paragraph(say("no_themes"), "quiet"));
  const name = (row) => (Object.hasOwn(HEAD.themes, row.theme) ? HEAD.themes[row.theme] : row.theme.replaceAll("_", " "));
  const most = Math.max(...rows.map((row) => row.value ?? 0), 1);
  const percent = { unit: "percent", decimals: 1, is_high_good: null };
  const held = (read) => (row) => (row.isHidden ? null : read(row));
  return body.replaceChildren(...table(say("p_themes", { period }), [
    { title: say("theme"), isHead: true, raw: name, node: (row) => button(name(row), () => readComments(row.theme), { class: "plain", "aria-label": say("read_comments", { theme: name(row) }) }) },
    { title: say("share_of_comments"), isNumber: true, raw: held((row) => row.value),
      node: (row) => (row.isHidden ? say("hidden") : element("span", { class: "effect" }, share(row.value, "moved", most), element("b", {}, measured(row.value, percent)))) },
    { title: say("col_interval"), isNumber: true, text: held((row) => interval(row.low, row.high, percent)) },
    { title: say("mentions"), isNumber: true, text: held((row) => number(row.mentions, 0)), raw: held((row) => row.mentions) },
    { title: say("negative_of_theme"), isNumber: true, text: held((row) => measured(row.negative, percent)), raw: held((row) => row.negative) },
    { title: say("change"), node: (row) => changePill(row.isHidden ? null : { ...row, isCompared: true }, percent), raw: held((row) => row.change) },
  ], rows, "themes"));
}

function themesOf(found, dimension, value) {
  const rows = [];
  for (const [at, place] of found.place.entries()) {
    if (place !== chosen.place || found.kind[at] !== chosen.period_type || found.dimension[at] !== dimension || found.value[at] !== value) continue;
    const one = (name) => (found[name][at] === null ? null : found[name][at] / 10);
    rows.push({ theme: found.theme[at], isHidden: found.hidden[at] === 1, mentions: found.mentions[at], value: one("v"), low: one("lo"), high: one("hi"), negative: one("neg"), change: one("c"), isChanged: found.sig[at] === 1 });
  }
  return rows.sort((one, other) => (other.value ?? -1) - (one.value ?? -1));
}
