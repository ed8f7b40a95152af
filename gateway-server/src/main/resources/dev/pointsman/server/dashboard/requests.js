// Recorded requests, to be narrowed and opened.
import { chip, clock, ended, fill, h, head, millis, nanos, notice, select, table } from './dom.js';
import { get } from './api.js';

const BACK = { '15m': 900e3, '1h': 3600e3, '24h': 86400e3, '7d': 604800e3 };

export async function show(root, query, signal) {
  const models = (await get('/admin/v1/models', signal)).models.map((each) => each.name);
  const list = h('div', { class: 'card' });
  const more = h('div', { class: 'actions' });
  const fields = {
    since: select('since', [['', 'all time'], ['15m', 'last 15 minutes'], ['1h', 'last hour'], ['24h', 'last day'], ['7d', 'last week']], query.get('since') ?? ''),
    model: select('model', [['', 'any model'], ...models.map((name) => [name, name])], query.get('model') ?? ''),
    outcome: select('outcome', [['', 'any outcome'], ['complete', 'complete'], ['failed', 'failed']], query.get('outcome') ?? ''),
    rule: h('input', { name: 'rule', placeholder: 'any', value: query.get('rule') ?? '' }),
    key: h('input', { name: 'key', placeholder: 'any', value: query.get('key') ?? '' }),
  };
  const id = h('input', { name: 'id', placeholder: 'x-gateway-decision' });
  const form = h('form', { class: 'filters', onsubmit: (event) => { event.preventDefault(); if (id.value.trim()) location.hash = `#/requests/${encodeURIComponent(id.value.trim())}`; else load(); } },
    h('label', {}, 'Time', fields.since), h('label', {}, 'Model', fields.model), h('label', {}, 'Outcome', fields.outcome),
    h('label', {}, 'Rule', fields.rule), h('label', {}, 'Key', fields.key), h('label', {}, 'Decision', id), h('button', {}, 'Search'));
  fill(root, head('Requests', 'newest first; open one to see how it was decided'), form, list, more);
  let rows = [];

  const load = async (before) => {
    const asked = new URLSearchParams({ limit: '50' });
    for (const [name, field] of Object.entries(fields)) if (field.value.trim() && name !== 'since') asked.set(name, field.value.trim());
    if (fields.since.value) asked.set('since', new Date(Date.now() - BACK[fields.since.value]).toISOString());
    if (before) asked.set('before', before);
    try {
      const found = await get(`/admin/v1/decisions?${asked}`, signal);
      rows = before ? [...rows, ...found.decisions] : found.decisions;
      fill(list, table([
        ['Time', (r) => clock(r.at), 't'], ['Asked', (r) => r.asked], ['Model', (r) => r.model ? chip(r.model, 'accent') : '–'], ['Deployment', (r) => h('span', { class: 'mono' }, r.deployment ?? '–')],
        ['Rule', (r) => r.rule], ['Key', (r) => r.key], ['Ended', ended], ['First output', (r) => millis(r.first_output_ms), 'n'],
        ['Took', (r) => millis(r.total_ms), 'n'], ['Cost', (r) => nanos(r.cost_nano_usd), 'n'],
        ['Decision', (r) => h('a', { href: `#/requests/${encodeURIComponent(r.id)}`, 'aria-label': `open decision ${r.id}` }, 'open')]], rows,
      'No request is recorded that fits.'));
      fill(more, found.next ? h('button', { class: 'quiet', type: 'button', onclick: () => load(found.next) }, 'Older') : null,
        found.complete ? null : h('span', { class: 'dim' }, 'Only the newest part of the ledger was searched in the time that a search has.'));
    } catch (problem) {
      if (!signal.aborted) fill(list, notice(problem.message, 'bad'));
    }
  };
  for (const field of [fields.since, fields.model, fields.outcome]) field.addEventListener('change', () => load());
  await load();
}
