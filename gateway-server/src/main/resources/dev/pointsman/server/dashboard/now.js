// What happens, second by second.
import { bars, card, chip, clock, count, dollars, ended, fill, h, head, millis, nanos, percent, table, tile } from './dom.js';
import { events, raw } from './api.js';
import { chart } from './charts.js';

const SECONDS = 60;
const STATES = { serving: 'good', blocked: 'bad', disabled: 'warn', draining: 'warn' };

export async function show(root, query, signal) {
  const tiles = { requests: tile('Requests'), tokens: tile('Tokens'), cost: tile('Cost'), errors: tile('Errors, last minute'),
    p50: tile('Time, median'), p99: tile('Time, 99th percentile'), first: tile('First output, median'), active: tile('Under way') };
  const rates = h('div', {});
  const tokens = h('div', {});
  const spend = h('div', {});
  const share = h('div', {});
  const places = h('div', {});
  const latest = h('div', { 'aria-live': 'off' });
  const state = h('p', { role: 'status' }, 'connecting …');
  fill(root,
    h('div', { class: 'head' }, h('h1', {}, 'Now'), state),
    h('div', { class: 'tiles eight' }, Object.values(tiles).map((each) => each.element)),
    h('div', { class: 'grid' },
      card('w6', 'Requests per second', rates), card('w6', 'Tokens per second', tokens),
      card('w4', 'Cost per second', spend), card('w4', 'Share per model, last minute', share), card('w4', 'Deployments', places),
      card('w12', 'Latest requests', latest)));

  let seconds = [];
  let rows = [];
  let end = Math.floor(Date.now() / 1000);
  const of = (each) => seconds.map(each);
  const xs = () => seconds.map((_, index) => end - seconds.length + 1 + index);
  const figures = () => ({
    rates: [xs(), of((s) => s.requests), of((s) => s.errors)],
    tokens: [xs(), of((s) => s.output_tokens), of((s) => s.input_tokens)],
    spend: [xs(), of((s) => s.cost_nano_usd / 1e9)],
  });
  seconds = Array.from({ length: SECONDS }, () => ({ requests: 0, errors: 0, output_tokens: 0, input_tokens: 0, cost_nano_usd: 0, models: {} }));
  const first = figures();
  const charts = {
    rates: chart(rates, { series: [{ label: 'requests', colour: 'c1', area: true }, { label: 'errors', colour: 'c2' }], data: first.rates, format: count }),
    tokens: chart(tokens, { series: [{ label: 'output', colour: 'c3', area: true }, { label: 'input', colour: 'c4' }], data: first.tokens, format: count }),
    spend: chart(spend, { series: [{ label: 'US dollars', colour: 'c1', area: true }], data: first.spend, format: dollars }),
  };
  signal.addEventListener('abort', () => Object.values(charts).forEach((each) => each.end()));

  const draw = () => {
    const data = figures();
    for (const [name, each] of Object.entries(charts)) each.set(data[name]);
    const sum = (name) => seconds.reduce((total, each) => total + each[name], 0);
    const models = {};
    seconds.forEach((each) => Object.entries(each.models).forEach(([name, n]) => { models[name] = (models[name] ?? 0) + n; }));
    const all = Object.values(models).reduce((a, b) => a + b, 0);
    fill(share, all === 0 ? h('p', { class: 'empty' }, 'No request in the last minute.')
      : bars(Object.entries(models).sort((a, b) => b[1] - a[1]).slice(0, 8), (value) => percent(value / all)));
    const last = seconds.at(-1);
    tiles.requests.set(count(last.requests), '/ s');
    tiles.tokens.set(count(last.input_tokens + last.output_tokens), '/ s');
    tiles.cost.set(nanos(last.cost_nano_usd), '/ s');
    tiles.errors.set(sum('requests') === 0 ? '0 %' : percent(sum('errors') / sum('requests')));
  };

  const second = (now) => {
    end = Math.floor(now.at / 1000);
    seconds = [...seconds, now].slice(-SECONDS);
    tiles.p50.set(millis(now.latency_ms.total_p50));
    tiles.p99.set(millis(now.latency_ms.total_p99));
    tiles.first.set(millis(now.latency_ms.first_output_p50));
    tiles.active.set(count(now.active));
    fill(places, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'deployments' }, h('table', {}, h('tbody', {}, now.deployments.map((each) => h('tr', {},
      h('td', { class: 'mono' }, each.id), h('td', {}, chip(each.breaker === 'closed' ? each.state : `breaker ${each.breaker}`, each.breaker === 'closed' ? STATES[each.state] : 'bad')),
      h('td', { class: 'n' }, `${each.inflight} under way`)))))));
    if (now.decisions.length > 0 || rows.length === 0) {
      rows = [...now.decisions, ...rows].slice(0, 12);
      fill(latest, table([
        ['Time', (r) => clock(r.at), 't'], ['Asked', (r) => r.asked], ['Model', (r) => r.model], ['Rule', (r) => r.rule], ['Key', (r) => r.key],
        ['Ended', ended], ['Took', (r) => millis(r.total_ms), 'n'], ['Cost', (r) => nanos(r.cost_nano_usd), 'n'],
        ['Decision', (r) => h('a', { href: `#/requests/${encodeURIComponent(r.id)}` }, 'open')]], rows, 'Requests show up here as they end.'));
    }
    draw();
  };

  draw();
  follow(signal, state, (event, data) => {
    if (event === 'history') {
      seconds = data.seconds;
      end = Math.floor(data.at / 1000);
      draw();
    } else if (event === 'second' && !document.hidden) second(data);
  });
}

async function follow(signal, state, hear) {
  while (!signal.aborted) {
    try {
      const reply = await raw('/admin/v1/live', { signal });
      if (!reply.ok) throw new Error((await reply.json()).error.message);
      state.textContent = 'live, once a second';
      for await (const { event, data } of events(reply)) hear(event, JSON.parse(data));
      state.textContent = 'the stream has ended';
    } catch (problem) {
      if (signal.aborted) return;
      state.textContent = `not live: ${problem.message}`;
    }
    await new Promise((done) => setTimeout(done, 2000));
  }
}
