// Customers at risk, the most valuable first: keys, or names where the page was made with them.
async function showCustomers(body) {
  const found = await part("customers");
  if (!found?.id.length) return body.replaceChildren(paragraph(say("nobody_at_risk"), "quiet"));
  const rows = found.id.map((id, at) => Object.fromEntries(Object.keys(found).map((name) => [name, found[name][at]])));
  const name = (row) => row.name ?? row.id;
  const sum = rows.reduce((total, row) => total + (row.mrr ?? 0), 0);
  const input = (row) => (row.drag === null ? say("none") : say(`i_${row.drag}`));
  const whole = (value) => (value === null ? say("none") : number(value, 0));
  const group = (dimension) => (row) => (row[dimension] === null ? say("none") : groupTitle(dimension, row[dimension]));
  return body.replaceChildren(
    paragraph(say("p_customers"), "quiet"),
    paragraph(sayCount("at_risk_count", rows.length, { sum: number(sum, 0) }), "strong"),
    ...table(say("s_customers"), [
      { title: say("customer"), isHead: true, node: (row) => (row.name ? row.name : element("code", {}, row.id)), raw: name },
      { title: say("segment"), text: group("segment"), raw: group("segment") },
      { title: say("country"), text: group("country"), raw: group("country") },
      { title: say("score"), isNumber: true, text: (row) => whole(row.score), raw: (row) => row.score },
      { title: say("change"), isNumber: true, text: (row) => (row.change === null ? say("none") : signed(row.change, 0)), raw: (row) => row.change },
      { title: say("weighs"), text: input, raw: input },
      { title: say("mrr"), isNumber: true, text: (row) => whole(row.mrr), raw: (row) => row.mrr },
      { title: say("last_nps"), isNumber: true, text: (row) => (row.nps === null ? say("none") : number(row.nps, 0)), raw: (row) => row.nps },
      { title: say("open_tickets"), isNumber: true, text: (row) => whole(row.tickets), raw: (row) => row.tickets },
      { title: say("open_cases"), isNumber: true, text: (row) => whole(row.cases), raw: (row) => row.cases },
    ], rows, "customers-at-risk", { isSaid: true }));
}
