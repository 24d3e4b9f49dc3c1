// What every metric means, in plain words.
async function showDefinitions(body) {
  const rules = ["rule_n", "rule_change", "rule_small", "rule_round", "rule_open"];
  body.replaceChildren(
    paragraph(say("p_definitions"), "quiet"),
    heading(say("rules_title")),
    element("ul", { class: "rules" }, rules.map((rule) => element("li", {}, say(rule)))),
    ...["direct", "indirect", "deferred"].flatMap((kind) => {
      const members = HEAD.metrics.filter((metric) => metric.feedback_class === kind);
      return members.length ? [heading(say(kind)), element("dl", { class: "definitions" }, members.flatMap(definition))] : [];
    }),
  );
}

function definition(metric) {
  const { about, counts, formula, interval: sure, direction, settles } = metric.plain;
  const unit = `u_${metric.unit}` in HEAD.words ? say(`u_${metric.unit}`) : metric.unit;
  return [
    element("dt", { id: `d-${metric.metric}`, class: metric.metric === chosen.metric ? "chosen" : null }, metric.title, " ", element("small", {}, unit)),
    element("dd", {}, paragraph([about, counts].filter(Boolean).join(" ")), paragraph([formula, sure, direction, settles].filter(Boolean).join(" "), "quiet")),
  ];
}
