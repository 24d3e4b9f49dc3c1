() => {
  const parse = (text) => { const found = text.match(/[\d.]+/g).map(Number); return found.length > 3 ? found : [...found, 1]; };
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255).map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => { for (let at = element; at; at = at.parentElement) { const colour = parse(getComputedStyle(at).backgroundColor); if (colour[3] === 1) return colour; } return [255, 255, 255, 1]; };
  const weak = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('option, script, noscript, .unseen') || element.matches(':disabled')) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const colour = parse(element.closest('svg') ? style.fill : style.color), ground = behind(element.closest('svg')?.parentElement ?? element);
    const [one, other] = [light(colour), light(ground)].sort((a, b) => b - a);
    const needed = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
    const ratio = (one + 0.05) / (other + 0.05);
    if (element.closest('.flag')) continue;
    if (ratio < needed) weak.add(`${element.tagName}.${element.getAttribute('class')} ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
  }
  return [...weak];
}
