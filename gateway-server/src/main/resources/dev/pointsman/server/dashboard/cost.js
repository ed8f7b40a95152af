// What it cost, who it was for, and what other ways would have cost.
import { bars, card, chip, count, dollars, fill, h, head, millis, nanos, notice, percent, select, table, tile } from './dom.js';
import { get } from './api.js';
import { chart } from './charts.js';

const BY = [['model', 'Model'], ['key', 'Key'], ['team', 'Team'], ['task', 'Task'], ['rule', 'Rule'], ['deployment', 'Deployment'], ['endpoint', 'Endpoint'], ['day', 'Day']];

export async function show(root, query, signal) {
  const models = (await get('/admin/v1/models', signal)).models.filter((model) => model.deployments.some((each) => each.usd_per_million));
  const dearest = models.reduce((a, b) => (price(b) > price(a) ? b : a), models[0]);
  const since = select('since', [['24h', 'last day'], ['7d', 'last week'], ['30d', 'last 30 days'], ['all', 'all time']], '7d');
  const by = select('by', BY, 'model');
  const baseline = select('baseline', [['', 'none'], ...models.map((model) => [model.name, `all by ${model.name}`])], dearest?.name ?? '');
  const body = h('div', {});
  fill(root, head('Cost & savings', 'from the ledger; intervals hold 95 %'),
    h('form', { class: 'filters', onsubmit: (event) => event.preventDefault() }, h('label', {}, 'Time', since), h('label', {}, 'By', by), h('label', {}, 'Compare with', baseline)), body);
  let plot = null;
  signal.addEventListener('abort', () => plot?.end());

  const load = async () => {
    plot?.end();
    plot = null;
    fill(body, h('p', { class: 'empty', role: 'status' }, 'reading the ledger …'));
    try {
      const asked = new URLSearchParams({ since: since.value, by: by.value });
      if (baseline.value) asked.set('baseline', baseline.value);
      const [usage, limits] = await Promise.all([get(`/admin/v1/usage?${asked}`, signal), get('/admin/v1/limits', signal)]);
      draw(usage, limits);
    } catch (problem) {
      if (!signal.aborted) fill(body, notice(problem.message, 'bad'));
    }
  };

  const draw = ({ source, report }, { limits, spend_targets: targets }) => {
    const all = report.all;
    const tiles = [['Cost', nanos(all.cost_nano_usd)], ['Requests', count(all.requests)], ['Tokens in', count(all.tokens.input)], ['Tokens out', count(all.tokens.output)],
      ['Saved by the cache', nanos(all.saved_nano_usd)], ['Failed', percent(all.requests ? all.failed / all.requests : 0)]].map(([name, value]) => {
      const made = tile(name);
      made.set(value);
      return made.element;
    });
    const days = h('div', {});
    const name = (group) => group[by.value] || '(none)';
    fill(body, source === 'memory' ? notice('The policy keeps no ledger: these are the newest requests that are at hand.', '') : null,
      h('div', { class: 'tiles' }, tiles),
      h('div', { class: 'grid' },
        card('w7', 'Cost per day', days),
        card('w5', `Cost by ${by.value}`, report.groups.length === 0 ? h('p', { class: 'empty' }, 'No request in that time.') : bars(report.groups.slice(0, 10).map((group) => [name(group), group.cost_nano_usd / 1e9]), dollars)),
        card('w12', 'Savings', savings(report.savings.filter((each, index, list) => list.findIndex((one) => one.model === each.model && one.reply === each.reply) === index))),
        report.causal.length > 0 ? card('w12', 'What routing causes', causal(report.causal)) : null,
        card('w12', `By ${by.value}`, table([
          [BY.find(([word]) => word === by.value)[1], name], ['Requests', (g) => count(g.requests), 'n'], ['Failed', (g) => count(g.failed), 'n'], ['Tokens in', (g) => count(g.tokens.input), 'n'],
          ['Tokens out', (g) => count(g.tokens.output), 'n'], ['Cost', (g) => nanos(g.cost_nano_usd), 'n'], ['Each', (g) => (g.requests ? dollars(g.cost_nano_usd / 1e9 / g.requests) : '–'), 'n'],
          ['Time, median', (g) => millis(g.latency_ms.total_p50), 'n'], ['99th percentile', (g) => millis(g.latency_ms.total_p99), 'n']], report.groups, 'No request in that time.')),
        card('w12', 'Limits', table([
          ['Limit', (l) => l.name], ['Per', (l) => l.per], ['Requests', (l) => (l.requests ? `${count(l.requests.most)} / ${l.requests.window}` : null), 'n'],
          ['Tokens', (l) => (l.tokens ? `${count(l.tokens.most)} / ${l.tokens.window}` : null), 'n'], ['Spend', (l) => (l.spend_usd ? `${dollars(l.spend_usd.most)} / ${l.spend_usd.window}` : null), 'n'],
          ['Spent by all', (l) => (l.spent_usd === undefined ? null : dollars(l.spent_usd)), 'n'], ['Refused', (l) => count(l.refused), 'n'], ['Beyond it', (l) => chip(l.then)]], limits, 'The policy has no limits.'),
        targets.length > 0 ? [h('h3', {}, 'Spend targets of scores'), table([['Score', (t) => t.score], ['Today', (t) => dollars(t.spent_usd), 'n'], ['Target', (t) => dollars(t.target_usd), 'n'], ['Weight of cost', (t) => t.cost_weight?.toFixed(2), 'n']], targets)] : null)));
    const calendar = whole(report.days);
    plot = chart(days, { series: [{ label: 'US dollars', colour: 'c1', bars: true }], data: [calendar.map((_, index) => index), calendar.map(([, cost]) => cost)], height: 220, format: dollars,
      when: (index) => calendar[index]?.[0].slice(5) ?? '' });
  };
  for (const field of [since, by, baseline]) field.addEventListener('change', load);
  await load();
}

// Every day from the first to the last, a week at least; those without requests cost nothing.
function whole(days) {
  const costs = new Map(days.map((day) => [day.day, day.cost_nano_usd / 1e9]));
  const DAY = 86400e3;
  const last = Date.parse(days.at(-1)?.day ?? new Date().toISOString().slice(0, 10));
  const first = Math.min(Date.parse(days[0]?.day ?? new Date(last).toISOString().slice(0, 10)), last - 6 * DAY);
  return Array.from({ length: Math.round((last - first) / DAY) + 1 }, (_, index) => {
    const day = new Date(first + index * DAY).toISOString().slice(0, 10);
    return [day, costs.get(day) ?? 0];
  });
}

function price(model) {
  return Math.max(0, ...model.deployments.map((each) => each.usd_per_million?.out ?? 0));
}

function savings(list) {
  if (list.length === 0) return h('p', { class: 'dim' }, 'Choose a model to compare with, or name baselines in the policy (report.baselines).');
  return table([
    ['Baseline', (s) => s.name], ['Requests compared', (s) => count(s.requests), 'n'], ['Cost', (s) => dollars(s.cost_usd.value), 'n'], ['It would have been', (s) => dollars(s.baseline_usd.value), 'n'],
    ['Saved', (s) => dollars(s.saved_usd.value), 'n'], ['Interval', (s) => `${dollars(s.saved_usd.low)} to ${dollars(s.saved_usd.high)}`, 'n'],
    ['Share saved', (s) => range(s.saved_share)], ['', (s) => `${percent(s.saved_share.value)} (${percent(s.saved_share.low)} to ${percent(s.saved_share.high)})`, 'n']], list);
}

// An estimate between 0 and 1 with its interval.
function range({ value, low, high }) {
  const at = (share) => `${Math.min(1, Math.max(0, share ?? 0)) * 100}%`;
  const bar = h('i', {});
  bar.style.left = at(low);
  bar.style.width = `${(Math.min(1, Math.max(0, high ?? 0)) - Math.min(1, Math.max(0, low ?? 0))) * 100}%`;
  const mark = h('b', {});
  mark.style.left = at(value);
  return h('div', { class: 'range', 'aria-hidden': 'true' }, bar, mark);
}

function causal(list) {
  return list.map((each) => {
    const effects = Object.entries(each).filter(([, value]) => value && typeof value === 'object' && 'difference' in value);
    return [h('h3', {}, `${each.name} (${each.kind}): ${count(each.routed_requests)} routed, ${count(each.other_requests)} others`),
      table([['What', ([name]) => name], ['Routed', ([, e]) => number(e.routed.value), 'n'], ['Others', ([, e]) => number(e.other.value), 'n'],
        ['Difference', ([, e]) => `${number(e.difference.value)} (${number(e.difference.low)} to ${number(e.difference.high)})`, 'n']], effects)];
  });
}

function number(value) {
  return value === null || value === undefined ? '–' : Number(value.toPrecision(3)).toString();
}
