// The chosen metric by the groups of the chosen dimension, in the chosen period.
async function showGroups(body) {
  const metric = chosenMetric();
  const groups = chosen.by === "all" ? [] : await groupsOf(chosen.metric, chosen.period_type, chosen.by);
  const rows = await Promise.all(["all", ...groups].map(async (value) => {
    const series = await seriesOf(chosen.metric, chosen.period_type, value === "all" ? "all" : chosen.by, value);
    return { value, series, point: series.at(chosen.place), isChosen: value === chosen.value };
  }));
  const caption = say("p_groups", { metric: metric.title, dimension: say(chosen.by).toLocaleLowerCase(HEAD.language), period: chosenPeriod() });
  const name = ({ value }) => button(groupTitle(chosen.by, value), () => choose({ value }), { class: "plain", "data-key": value, "aria-pressed": String(value === chosen.value) });
  const columns = [
    { title: say(chosen.by), node: name, raw: ({ value }) => groupTitle(chosen.by, value), isHead: true },
    ...pointColumns(metric),
    { title: say("trend"), node: ({ series }) => sparkline(series, chosen.place) },
  ];
  body.replaceChildren(...table(caption, columns, rows, `${chosen.metric}-by-${chosen.by}`));
}
