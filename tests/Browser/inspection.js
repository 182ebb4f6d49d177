// Lists what those who cannot see well, or use no mouse, would stumble over in the page.
() => {
  const found = [];
  const describe = e => `<${e.localName}${e.id ? ` id=${e.id}` : ''}${e.className && e.className.baseVal === undefined ? ` class="${e.className}"` : ''}> "${(e.textContent || '').trim().slice(0, 40)}"`;
  const isShown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
  const byIds = ids => ids.split(/\s+/).map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  const name = e => (e.getAttribute('aria-labelledby') && byIds(e.getAttribute('aria-labelledby')))
    || e.getAttribute('aria-label')?.trim()
    || [...(e.labels ?? [])].map(label => label.textContent.trim()).join(' ')
    || (['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName) ? '' : e.textContent.trim())
    || e.getAttribute('title')?.trim() || '';

  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary, dialog[open], nav, svg[role=img], [role=region], [tabindex="0"]')) {
    if (isShown(e) && !name(e)) found.push(`has no accessible name: ${describe(e)}`);
  }
  for (const e of document.querySelectorAll('svg:not([role=img]):not([aria-hidden=true]), img:not([alt])')) {
    found.push(`has no text in its place: ${describe(e)}`);
  }
  for (const e of document.querySelectorAll('[tabindex]')) {
    if (e.tabIndex > 0) found.push(`breaks the order of the keyboard: ${describe(e)}`);
  }
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'for']) {
    for (const e of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of e.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) found.push(`${attribute} names nothing that is there, ${id}: ${describe(e)}`);
      }
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) found.push(`the id ${id} is there twice`);
  if (!document.documentElement.lang) found.push('the page has no language');
  if (!document.title.trim()) found.push('the page has no title');
  if (document.querySelectorAll('main').length !== 1) found.push('there is not one main part');
  if (document.querySelectorAll('h1').length !== 1) found.push('there is not one h1');
  let level = 0;
  for (const e of document.querySelectorAll('main h1, main h2, main h3, main h4')) {
    const own = Number(e.localName[1]);
    if (own > level + 1) found.push(`skips a level of headings: ${describe(e)}`);
    level = own;
  }
  for (const e of document.querySelectorAll('th')) {
    if (!e.scope) found.push(`does not say what it is the heading of: ${describe(e)}`);
  }

  // Colours are compared as WCAG 2 has it.
  const colour = text => {
    const numbers = text.match(/[\d.]+/g)?.map(Number);
    return numbers && numbers.length >= 3 ? { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 } : { rgb: [0, 0, 0], alpha: 0 };
  };
  const over = (top, ground) => top.rgb.map((value, i) => value * top.alpha + ground[i] * (1 - top.alpha));
  const luminance = rgb => {
    const [r, g, b] = rgb.map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const covers = (outer, inner) => outer.left <= inner.left + 1 && outer.right >= inner.right - 1 && outer.top <= inner.top + 1 && outer.bottom >= inner.bottom - 1;
  const ground = e => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      if (at instanceof SVGElement && at.localName === 'text') {
        const shapes = [...at.parentElement.children].filter(s => s.localName === 'rect' && s.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
        for (const s of shapes.reverse()) {
          if (getComputedStyle(s).fill !== 'none' && covers(s.getBoundingClientRect(), at.getBoundingClientRect())) layers.push(colour(getComputedStyle(s).fill));
        }
      } else {
        layers.push(colour(getComputedStyle(at).backgroundColor));
      }
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  let compared = 0;
  for (const e of document.body.querySelectorAll('*')) {
    const hasText = [...e.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (!hasText || !isShown(e) || e.disabled || ['SCRIPT', 'STYLE', 'title'].includes(e.tagName)) continue;
    const style = getComputedStyle(e);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const below = ground(e);
    const ratio = contrast(over(colour(e instanceof SVGElement ? style.fill : style.color), below), below);
    compared++;
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)}: ${describe(e)}`);
  }
  if (compared < 5) found.push(`only ${compared} texts were compared`);
  return found;
}
