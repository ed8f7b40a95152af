// A text field for policies: line numbers, marks of problems, words by the schema.
import { h } from './dom.js';

const LINE = 24;

export function editor(text, schema) {
  const gutter = h('pre', { class: 'gutter', 'aria-hidden': 'true' });
  const words = h('ul', { class: 'words', role: 'listbox', id: 'words', 'aria-label': 'keys of the policy', hidden: true });
  const area = h('textarea', { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-label': 'Policy, as YAML. Control and space offers keys.', role: 'textbox', 'aria-multiline': 'true', 'aria-controls': 'words', value: text });
  const element = h('div', { class: 'editor' }, gutter, area, words);
  let marked = new Set();
  let offered = [];
  let chosen = 0;
  let heard = () => {};

  const number = () => {
    const lines = area.value.split('\n').length;
    gutter.replaceChildren(...Array.from({ length: lines }, (_, index) => [marked.has(index + 1) ? h('b', {}, String(index + 1)) : String(index + 1), '\n']).flat());
    gutter.scrollTop = area.scrollTop;
  };
  const close = () => {
    words.hidden = true;
    area.removeAttribute('aria-activedescendant');
  };
  const draw = () => {
    words.replaceChildren(...offered.map((each, index) => h('li', { role: 'option', id: `word-${index}`, 'aria-selected': String(index === chosen), onmousedown: (event) => { event.preventDefault(); chosen = index; accept(); } },
      h('b', {}, each.key), each.text ? h('span', {}, each.text) : null)));
    area.setAttribute('aria-activedescendant', `word-${chosen}`);
    words.children[chosen]?.scrollIntoView({ block: 'nearest' });
  };
  const here = () => {
    const before = area.value.slice(0, area.selectionStart);
    const lines = before.split('\n');
    return { line: lines.length - 1, typed: lines.at(-1) };
  };
  // Below the line, or above it where there is no room.
  const place = (line, indent) => {
    const top = (line + 1) * LINE - area.scrollTop + 12;
    const room = element.clientHeight - Math.min(offered.length, 8) * 28 - 12;
    words.style.top = `${Math.max(0, top > room ? top - LINE - Math.min(offered.length, 8) * 28 - 8 : top)}px`;
    words.style.left = `${Math.min(60 + indent * 8, 260)}px`;
  };
  const offer = (always) => {
    const { line, typed } = here();
    const key = /^(\s*(?:- )?)([\w-]*)$/.exec(typed);
    if (!key || (!always && key[2] === '')) return close();
    offered = keysAt(schema, area.value.split('\n'), line, key[1].length).filter((each) => each.key.startsWith(key[2]) && each.key !== key[2]).slice(0, 40);
    if (offered.length === 0) return close();
    chosen = 0;
    words.hidden = false;
    place(line, key[1].length);
    draw();
  };
  const accept = () => {
    const { typed } = here();
    const start = area.selectionStart - /[\w-]*$/.exec(typed)[0].length;
    area.setRangeText(`${offered[chosen].key}: `, start, area.selectionStart, 'end');
    close();
    number();
    heard();
  };
  area.addEventListener('input', () => { number(); offer(false); heard(); });
  area.addEventListener('scroll', () => {
    gutter.scrollTop = area.scrollTop;
    if (!words.hidden) place(here().line, /^\s*/.exec(here().typed)[0].length);
  });
  area.addEventListener('blur', close);
  area.addEventListener('keydown', (event) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      offer(true);
    } else if (!words.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length;
      draw();
    } else if (!words.hidden && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      accept();
    } else if (event.key === 'Escape') close();
  });
  number();
  return {
    element,
    area,
    text: () => area.value,
    set(next) { area.value = next; marked = new Set(); number(); heard(); },
    mark(lines) { marked = new Set(lines); number(); },
    go(line) {
      const lines = area.value.split('\n');
      const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
      area.scrollTop = Math.max(0, (line - 6) * LINE);
    },
    whenChanged(hook) { heard = hook; },
  };
}

// The keys that the schema has where a line stands, told by how far the lines before it are indented.
export function keysAt(schema, lines, line, indent) {
  const path = [];
  let left = indent;
  for (let at = line - 1; at >= 0 && left > 0; at--) {
    const found = /^(\s*)(- )?(?:"([^"]+)"|([\w./-]+)):/.exec(lines[at]);
    if (!found || lines[at].trim().startsWith('#')) continue;
    const own = found[1].length;
    const column = own + (found[2] ? 2 : 0);
    if (column < left) {
      path.unshift(found[3] ?? found[4]);
      left = column;
      if (found[2]) left = own + 1;
    }
  }
  let places = [schema];
  for (const key of path) places = places.flatMap((place) => below(schema, place, key));
  const keys = new Map();
  const add = (place) => {
    for (const one of kinds(schema, place)) for (const [key, value] of Object.entries(one.properties ?? {})) keys.set(key, resolve(schema, value).description ?? value.description ?? '');
  };
  places.forEach(add);
  return [...keys].map(([key, text]) => ({ key, text }));
}

function resolve(schema, place) {
  let now = place;
  for (let i = 0; i < 8 && now?.$ref; i++) now = now.$ref.replace(/^#\//, '').split('/').reduce((node, part) => node?.[part], schema);
  return now ?? {};
}

// A place with all that it may be: alternatives, conditions, and the items of a list.
function kinds(schema, place, depth = 0) {
  const now = resolve(schema, place);
  if (depth > 6 || typeof now !== 'object') return [];
  const more = [...(now.anyOf ?? []), ...(now.oneOf ?? []), ...(now.allOf ?? []), now.then, now.else, now.items].filter((each) => each && typeof each === 'object');
  return [now, ...more.flatMap((each) => kinds(schema, each, depth + 1))];
}

function below(schema, place, key) {
  return kinds(schema, place).flatMap((one) => {
    const own = one.properties?.[key];
    if (own) return [own];
    const patterned = Object.values(one.patternProperties ?? {});
    return [...patterned, ...(one.additionalProperties && typeof one.additionalProperties === 'object' ? [one.additionalProperties] : [])];
  });
}
