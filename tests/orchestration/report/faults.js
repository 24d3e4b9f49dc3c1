() => {
  const faults = [], all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map((each) => each.id);
  faults.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`));
  let level = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) faults.push(`heading skips a level: ${heading.textContent}`);
    level = now;
  }
  if (all('h1').length !== 1) faults.push('not one h1');
  for (const landmark of ['main', 'nav', 'header', 'footer']) if (all(landmark).length !== 1) faults.push(`not one ${landmark}`);
  for (const control of all('select, input')) if (!control.labels.length || !control.labels[0].textContent.trim()) faults.push(`no label: ${control.name}`);
  for (const button of all('button, a')) if (!(button.getAttribute('aria-label') || button.textContent).trim()) faults.push('a button or link without a name');
  for (const table of all('table')) {
    if (!table.caption?.textContent.trim()) faults.push('a table without a caption');
    for (const head of table.querySelectorAll('th')) if (!head.scope) faults.push(`no scope: ${head.textContent}`);
  }
  for (const svg of all('svg')) if (svg.getAttribute('aria-hidden') !== 'true' && !svg.getAttribute('aria-label')) faults.push('a picture without words');
  for (const section of all('main section')) if (!document.getElementById(section.getAttribute('aria-labelledby'))) faults.push(`a section without a name: ${section.id}`);
  for (const region of all('[role=region]')) if (!region.getAttribute('aria-label')) faults.push('a region without a name');
  for (const list of all('ul, ol')) for (const child of list.children) if (child.tagName !== 'LI') faults.push(`in a list: ${child.tagName}`);
  for (const inner of all('button button, a button, button a')) faults.push('a control inside a control');
  if (!document.documentElement.lang) faults.push('no language');
  return faults;
}
