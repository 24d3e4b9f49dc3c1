// Elements. Text is only ever put in as text: there is no place where a string becomes HTML.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  assign(made, attributes);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  assign(made, attributes);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

function assign(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
}

function paragraph(text, kind = null) { return element("p", { class: kind }, text); }

function heading(text, id = null) { return element("h3", { id }, text); }

// A word that is told apart by its sign and its text, and by colour besides.
function pill(text, tone) { return element("span", { class: `pill ${tone}` }, text); }

function labelled(text, control) {
  return element("label", { class: "field" }, element("span", {}, text), control);
}

// options: [value, text] or [group's text, [[value, text], ...]].
function select(options, chosen, onchange, attributes = {}) {
  const made = element("select", { ...attributes, onchange: () => onchange(made.value) });
  const option = ([value, text]) => element("option", { value, selected: value === chosen }, text);
  for (const each of options) {
    made.append(Array.isArray(each[1]) ? element("optgroup", { label: each[0] }, each[1].map(option)) : option(each));
  }
  return made;
}

function button(text, onclick, attributes = {}) {
  return element("button", { type: "button", ...attributes, onclick }, text);
}

let telling = 0;

// Said by screen readers when the eye would see it change.
function announce(text) {
  clearTimeout(telling);
  telling = setTimeout(() => { document.getElementById("news").textContent = text; }, 120);
}
