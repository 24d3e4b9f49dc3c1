const SHORT = 15;

// Tables with captions and scopes, and what they show as CSV.
// columns: {title, text(row) or node(row), raw(row), isNumber, isHead, isOnlyRaw}; what has `raw` is in the CSV.
// isSaid: a heading above says what the caption says. Long ones show their first rows until somebody asks for all.
function table(caption, all, rows, file = null, { isSaid = false } = {}) {
  const columns = all.filter((column) => !column.isOnlyRaw);
  const cell = (column, row) => {
    const content = column.node ? column.node(row) : column.text(row);
    const kind = column.isNumber ? "number" : column.isDay ? "date" : null;
    return column.isHead ? element("th", { scope: "row" }, content) : element("td", { class: kind, "data-title": column.title }, content);
  };
  const made = element("table", {},
    element("caption", {}, isSaid ? element("span", { class: "unseen" }, caption) : caption),
    element("thead", {}, element("tr", {}, columns.map((column) => element("th", { scope: "col", class: column.isNumber ? "number" : null }, column.title)))),
    element("tbody", {}, rows.map((row, at) => element("tr", { class: row.isChosen ? "chosen" : at >= SHORT && rows.length > SHORT + 3 ? "beyond" : null }, columns.map((column) => cell(column, row))))));
  const wide = element("div", { class: "wide", role: "region", "aria-label": caption, tabindex: "0" }, made);
  const tools = [];
  if (made.querySelector(".beyond")) {
    const all = button(say("show_all", { count: number(rows.length, 0) }), () => {
      made.classList.add("whole");
      all.remove();
      wide.focus();
    });
    tools.push(all);
  }
  if (file) tools.push(csvButton(caption, file, all, rows));
  return tools.length ? [wide, element("div", { class: "tools" }, tools)] : [wide];
}

function csvButton(caption, file, columns, rows) {
  const taken = columns.filter((column) => column.raw);
  const lines = () => [taken.map((column) => column.title), ...rows.map((row) => taken.map((column) => column.raw(row)))];
  return button(say("csv"), () => download(file, lines()), { class: "plain", "aria-label": say("csv_of", { what: caption }) });
}

// A sheet must read a text as text: what begins like a formula gets an apostrophe before it. Numbers stay numbers.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",;\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(lines) { return `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`; }

function download(file, lines) {
  const url = URL.createObjectURL(new Blob([csv(lines)], { type: "text/csv;charset=utf-8" }));
  element("a", { href: url, download: `${file}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// Something to open. On paper it is open, unless the page says the same beside it or it is for looking things up.
function more(title, ...children) { return element("details", { class: "on-paper" }, element("summary", {}, title), ...children); }

function lookUp(title, ...children) { return element("details", {}, element("summary", {}, title), ...children); }

// A bar from nothing to both sides; its number stands beside it, so it says nothing to a screen reader.
function bar(value, most, tone) {
  const middle = 50, width = most ? Math.min(Math.abs(value) / most, 1) * 48 : 0;
  return drawn("svg", { class: "bar", viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    drawn("line", { x1: middle, x2: middle, y1: 0, y2: 14, class: "axis" }),
    drawn("rect", { x: value < 0 ? middle - width : middle, y: 2, width, height: 10, class: `fill ${tone}` }));
}

function share(value, tone, most = 100) {
  return drawn("svg", { class: "bar", viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    drawn("rect", { x: 0, y: 2, width: 100, height: 10, class: "fill empty" }),
    drawn("rect", { x: 0, y: 2, width: Math.min(100, (100 * value) / most), height: 10, class: `fill ${tone}` }));
}
