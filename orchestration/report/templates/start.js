// The page's life: sections are filled for what is chosen, those on the screen first, the others when there is time.
const SHOW = {
  overview: showOverview, trend: showTrend, groups: showGroups, journey: showJourney, drivers: showDrivers, themes: showThemes,
  comments: showComments, customers: showCustomers, cases: showCases, actions: showActions, alerts: showAlerts, data: showData, definitions: showDefinitions,
};
// These do not change with the selection: they are filled once.
const STEADY = new Set(["customers", "cases", "actions", "alerts"]);
const FIRST = ["overview", "trend"];
const filledOnce = new Set();
let round = 0;

async function fillSection(name, mine = round) {
  if (STEADY.has(name) && filledOnce.has(name)) return;
  const body = document.querySelector(`#${name} .body`);
  const back = heldIn(body);
  try {
    await SHOW[name](body);
    back();
    filledOnce.add(name);
  } catch (error) {
    console.error(name, error);
    if (mine === round) body.replaceChildren(paragraph(say("failed"), "notice"));
  }
}

// A section that is filled anew keeps what was unfolded, and the focus where it was.
function heldIn(body) {
  const active = document.activeElement;
  const key = body.contains(active) ? active.dataset.key ?? "" : null;
  const unfolded = [...body.querySelectorAll("details[open] > summary")].map((each) => each.textContent);
  return () => {
    for (const summary of body.querySelectorAll("summary")) if (unfolded.includes(summary.textContent)) summary.parentElement.open = true;
    if (key === null || body.contains(document.activeElement)) return;
    const again = key && body.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (again || body.closest("section")).focus({ preventScroll: true });
  };
}

// Resolves when what is chosen is shown, to a promise of all the other sections.
async function show() {
  const mine = ++round;
  document.documentElement.dataset.state = "filling";
  await offerChoices();
  await Promise.all(FIRST.map((name) => fillSection(name, mine)));
  performance.mark("shown");
  return { others: fillOthers(mine) };
}

async function fillOthers(mine) {
  for (const name of Object.keys(SHOW).filter((each) => !FIRST.includes(each))) {
    await new Promise((done) => setTimeout(done));
    if (mine !== round) return;
    await fillSection(name, mine);
  }
  if (mine !== round) return;
  document.documentElement.dataset.state = "complete";
  performance.mark("complete");
}

function goTo(name, way = "smooth") {
  const target = document.getElementById(name);
  if (!target) return;
  section = name;
  history.replaceState(null, "", address());
  target.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : way, block: "start" });
  target.focus({ preventScroll: true });
}

async function openAddress() {
  const text = location.hash.includes("=") || !location.hash ? location.hash || `#${HEAD.selection}` : `#section=${location.hash.slice(1)}&${HEAD.selection}`;
  const asked = read(text);
  section = asked.section in SHOW ? asked.section : null;
  settle(asked);
  await settleGroup("by" in asked);
  const { others } = await show();
  if (!section) return;
  await others; // what stands above it has its height now
  goTo(section, "auto");
}

function marksOfSection() {
  const links = new Map([...document.querySelectorAll("nav.sections a")].map((link) => [link.getAttribute("href").slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-25% 0px -65% 0px" });
  document.querySelectorAll("main section").forEach((each) => seen.observe(each));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  goTo(link.getAttribute("href").slice(1));
});
document.getElementById("choice").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", openAddress);

// On paper what is worth it is open; afterwards it is as it was.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.on-paper:not([open])")];
  opened.forEach((each) => { each.open = true; });
});
window.addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));

let resizing = 0, lastWidth = innerWidth;
window.addEventListener("resize", () => {
  clearTimeout(resizing);
  if (innerWidth === lastWidth) return;
  lastWidth = innerWidth;
  resizing = setTimeout(() => fillSection("trend"), 150);
});

if (typeof DecompressionStream === "undefined") {
  document.querySelector("main").prepend(paragraph(say("too_old"), "notice"));
} else {
  document.getElementById("through").textContent = [say("through", { when: instant(HEAD.through) }), say("published", { when: instant(HEAD.published) })].join(" · ");
  marksOfSection();
  openAddress();
}
