// Elements and words. All that comes from elsewhere is put in as text, never as HTML.

export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function head(title, text) {
  return h('div', { class: 'head' }, h('h1', {}, title), text ? h('p', {}, text) : null);
}

export function card(width, title, ...children) {
  return h('section', { class: `card ${width}` }, title ? h('h2', {}, title) : null, ...children);
}

export function tile(name) {
  const value = h('dd', {}, '–');
  return { element: h('dl', { class: 'tile' }, h('dt', {}, name), value), set: (text, unit) => fill(value, text, unit ? h('small', {}, ` ${unit}`) : null) };
}

// columns: [title, of(row) → text or node, 'n' for numbers]
export function table(columns, rows, nothing) {
  if (rows.length === 0) return h('p', { class: 'empty' }, nothing ?? 'Nothing here yet.');
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'table' }, h('table', {},
    h('thead', {}, h('tr', {}, columns.map(([title, , kind]) => h('th', { scope: 'col', class: kind }, title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, columns.map(([, of, kind]) => h('td', { class: kind }, of(row) ?? '–')))))));
}

export function select(name, options, chosen, onchange) {
  const element = h('select', { name, onchange }, options.map(([value, text]) => h('option', { value }, text)));
  element.value = chosen ?? options[0]?.[0] ?? '';
  return element;
}

export function chip(text, kind) {
  return h('span', { class: `chip ${kind ?? ''}` }, text);
}

export function notice(text, kind) {
  return h('p', { class: `notice ${kind ?? ''}`, role: kind === 'bad' ? 'alert' : 'status' }, text);
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function count(value) {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) < 100000 ? whole.format(value) : short.format(value);
}

export function dollars(usd) {
  if (usd === null || usd === undefined || Number.isNaN(usd)) return '–';
  const size = Math.abs(usd);
  if (size === 0) return '$0';
  if (size >= 1000) return `$${short.format(usd)}`;
  if (size >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2)).toFixed(Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(size)))))}`;
}

export function nanos(value) {
  return value === null || value === undefined || value < 0 ? '–' : dollars(value / 1e9);
}

export function millis(value) {
  if (value === null || value === undefined || value < 0) return '–';
  if (value >= 10000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 100 ? `${Math.round(value)} ms` : `${Number(value.toPrecision(2))} ms`;
}

export function percent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  return `${(share * 100).toFixed(share !== 0 && Math.abs(share) < 0.1 ? 1 : 0)} %`;
}

export function clock(at) {
  const time = new Date(at);
  const day = time.toDateString() === new Date().toDateString() ? '' : `${time.toISOString().slice(0, 10)} `;
  return day + time.toTimeString().slice(0, 8);
}

export function ended(row) {
  return row.end === 'complete' ? chip(String(row.status), 'good') : chip(`${row.status} ${row.end}`, 'bad');
}

export function bars(entries, text) {
  const most = Math.max(1e-12, ...entries.map(([, value]) => value));
  return h('div', { class: 'share' }, entries.map(([name, value], index) => {
    const inner = h('div', { class: `fill k${(index % 5) + 1}` });
    inner.style.width = `${(value / most) * 100}%`;
    return [h('span', {}, name), h('div', { class: 'track', 'aria-hidden': 'true' }, inner), h('span', { class: 'mono' }, text(value))];
  }));
}
