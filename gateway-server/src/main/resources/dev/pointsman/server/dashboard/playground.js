// One prompt to several models side by side, by the gateway's own front.
import { chip, fill, h, head, millis, notice } from './dom.js';
import { events, get, raw } from './api.js';

const MOST = 6;

export async function show(root, query, signal) {
  const { names } = await get('/admin/v1/models', signal);
  const auto = names.filter((name) => name === 'auto' || name.startsWith('auto:')).sort();
  const others = names.filter((name) => !auto.includes(name));
  const all = [...auto, ...others];
  const first = ['auto', ...others.slice(0, 2)];
  const prompt = h('textarea', { rows: '4', name: 'prompt', required: true });
  prompt.value = 'Explain in two sentences what a railway pointsman does.';
  const key = h('input', { type: 'password', name: 'key', placeholder: 'where the gateway asks for one', autocomplete: 'off' });
  const checks = all.map((name) => h('label', { class: 'row' }, h('input', { type: 'checkbox', name: 'model', value: name, checked: first.includes(name) }), name));
  const out = h('div', { class: 'pair' });
  const stop = h('button', { type: 'button', class: 'quiet', disabled: true }, 'Stop');
  let running = new AbortController();
  signal.addEventListener('abort', () => running.abort());
  stop.addEventListener('click', () => running.abort());

  const send = async () => {
    const models = checks.map((label) => label.querySelector('input')).filter((box) => box.checked).map((box) => box.value).slice(0, MOST);
    running.abort();
    running = new AbortController();
    stop.disabled = false;
    const columns = models.map((model) => ({ model, facts: h('p', { class: 'dim' }, 'asked …'), said: h('div', { class: 'said', 'aria-live': 'polite' }) }));
    fill(out, columns.length === 0 ? notice('Choose a model.', '') : columns.map((each) => h('section', { class: 'card' }, h('h2', {}, each.model), each.facts, each.said)));
    await Promise.all(columns.map((each) => ask(each, prompt.value, key.value, running.signal)));
    stop.disabled = true;
  };
  fill(root, head('Playground', 'as a client would: the same key, limits, price and record'),
    h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); send(); } }, h('label', {}, 'Prompt', prompt), h('h3', {}, 'Models'), h('div', { class: 'checks' }, checks),
      h('div', { class: 'actions' }, h('label', { class: 'row' }, 'Client key', key), h('button', {}, 'Send'), stop)), h('br'), out);
}

async function ask({ model, facts, said }, text, key, signal) {
  const begun = performance.now();
  try {
    const reply = await raw('/admin/v1/playground', { method: 'POST', signal, headers: { 'content-type': 'application/json', ...(key ? { 'x-client-key': key } : {}) },
      body: JSON.stringify({ model, stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user', content: text }] }) });
    if (!reply.ok) {
      const body = await reply.json().catch(() => null);
      fill(facts, chip(String(reply.status), 'bad'));
      fill(said, notice(body?.error?.message ?? 'refused', 'bad'));
      return;
    }
    const of = (name) => reply.headers.get(`x-gateway-${name}`);
    const told = (...more) => fill(facts, chip(of('model') ?? model, 'accent'), ' ', h('span', { class: 'mono' }, of('deployment') ?? ''), of('rule') ? ` by rule ${of('rule')}` : '', ...more, ' · ',
      h('a', { href: `#/requests/${encodeURIComponent(of('decision') ?? '')}` }, 'decision'));
    told();
    let first = null;
    let usage = null;
    for await (const { data } of events(reply)) {
      if (!data || data === '[DONE]') continue;
      const chunk = JSON.parse(data);
      usage = chunk.usage ?? usage;
      const piece = chunk.choices?.[0]?.delta?.content;
      if (piece) {
        first ??= performance.now();
        said.append(piece);
      }
    }
    const cost = await costOf(of('decision'), signal);
    told(` · ${usage ? `${usage.prompt_tokens} + ${usage.completion_tokens} tokens · ` : ''}first output ${millis((first ?? performance.now()) - begun)}, ${millis(performance.now() - begun)} in all${cost ? ` · ${cost}` : ''}`);
  } catch (problem) {
    said.append(signal.aborted ? '\n(stopped)' : `\n(${problem.message})`);
  }
}

// The cost is told by the record, since a stream's head goes out before it is known.
async function costOf(id, signal) {
  try {
    const { record } = await get(`/admin/v1/decisions/${encodeURIComponent(id)}`, signal);
    return record.cost_nano_usd === undefined ? null : `$${(record.cost_nano_usd / 1e9).toFixed(6)}`;
  } catch {
    return null;
  }
}
