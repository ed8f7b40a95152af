// One request: how the decision came about, what was tried, what it took.
import { bars, card, chip, clock, count, ended, fill, h, head, millis, nanos, notice } from './dom.js';
import { get, post } from './api.js';

export async function show(root, query, signal, id) {
  const found = await get(`/admin/v1/decisions/${encodeURIComponent(id)}`, signal);
  const catalog = await get('/admin/v1/models', signal).catch(() => ({ models: [] }));
  const record = found.record;
  fill(root,
    h('div', { class: 'head' }, h('h1', {}, 'Request'), h('p', { class: 'mono' }, record.id), h('a', { href: '#/requests' }, 'all requests')),
    h('div', { class: 'grid' },
      card('w7', 'The decision', funnel(record, catalog.models.map((model) => model.name))),
      h('div', { class: 'w5' },
        h('div', { class: 'grid' },
          card('w12', 'Outcome', outcome(record), rating(record)),
          card('w12', 'What would have changed it', changes(found)),
          card('w12', 'Made again', again(found.recomputed)))),
      card('w12', 'Attempts', attempts(record)),
      sheet(record.decision?.sheet, record.candidates),
      card('w12', null, h('details', {}, h('summary', {}, 'The record as it is kept'), h('pre', { tabindex: '0' }, JSON.stringify(record, null, 2))))));
}

function outcome(record) {
  const usage = record.usage ?? {};
  const facts = [
    ['Time', clock(record.at)], ['Asked', record.asked], ['Key', record.key + (record.team ? ` of ${record.team}` : '')], ['Endpoint', record.endpoint],
    ['Ended', ended(record)], ['Answered by', record.deployment ? h('span', { class: 'mono' }, record.deployment) : 'nobody'], ['Rule', record.rule ?? 'none'],
    ['Tokens', `${count(usage.input ?? 0)} in (${count(usage.cached ?? 0)} cached), ${count(usage.output ?? 0)} out`],
    ['Cost', `${nanos(record.cost_nano_usd)} (expected ${nanos(record.decision?.expected_cost_nano_usd)})`],
    ['Took', `${millis(record.total_ms)}; first output after ${millis(record.first_output_ms)}`],
    ['Overhead', `${millis(record.overhead_ms)}, of it the decision ${millis(record.decision_ms)}`], ['Policy', h('span', { class: 'mono' }, record.policy)],
  ];
  if (record.cache) facts.push(['Cache', record.cache]);
  if (record.dropped) facts.push(['Not passed on', record.dropped.join(', ')]);
  return h('dl', { class: 'facts' }, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function rating(record) {
  const told = h('span', { role: 'status', class: 'dim' });
  const rate = async (thumbs) => {
    try {
      const receipt = await post('/admin/v1/feedback', { decision: record.id, thumbs });
      told.textContent = `rated; ${receipt.model} has ${receipt.mean.toFixed(2)} now`;
    } catch (problem) {
      told.textContent = problem.message;
    }
  };
  return h('div', { class: 'actions' }, h('span', { class: 'dim' }, 'The answer was'),
    h('button', { class: 'quiet small', type: 'button', onclick: () => rate('up') }, 'good'), h('button', { class: 'quiet small', type: 'button', onclick: () => rate('down') }, 'bad'), told);
}

// From all models, by each step, to the one that was chosen; narrower as fewer are left.
function funnel(record, all) {
  const left = record.candidates.map((each) => each.model);
  const decision = record.decision ?? {};
  const everyone = [...new Set([...left, ...all])];
  const stage = (title, names, width, end) => {
    const box = h('div', { class: `stage ${end ? 'end' : ''}` }, h('strong', {}, title), h('div', { class: 'names' }, names));
    box.style.width = `${Math.max(34, width * 100)}%`;
    return h('li', {}, box);
  };
  const steps = record.reasons.map((reason) => h('li', { class: 'drop' }, reason));
  const share = Math.max(1, left.length) / Math.max(1, everyone.length);
  return h('ol', { class: 'funnel' },
    stage(`${everyone.length} models of the policy`, everyone.map((name) => (left.includes(name) ? chip(name) : h('span', { class: 'chip gone' }, name))), 1),
    steps,
    left.length > 0 ? stage(`${left.length} may answer, in this order`, record.candidates.map((each) => chip(each.score === undefined ? each.model : `${each.model} ${each.score.toFixed(3)}`)), (1 + share) / 2) : null,
    (decision.blocked ?? []).length > 0 ? h('li', { class: 'drop' }, `could not be called then: ${decision.blocked.join(', ')}`) : null,
    h('li', { class: 'drop' }, decision.refusal ?? (decision.order ? `deployments in the balancer's order: ${decision.order.join(', ')}` : 'none was asked')),
    record.model ? stage('answered', [chip(record.model, 'accent'), h('span', { class: 'mono' }, record.deployment)], share * 0.8, true)
      : stage('nobody answered', [chip(record.end, 'bad')], share * 0.8, true));
}

function changes(found) {
  const list = [found.nearest_change, ...(found.other_changes ?? [])].filter(Boolean);
  if (list.length === 0) return h('p', { class: 'dim' }, 'No single change was found that would have had another model answer.');
  return h('ul', {}, list.map((each, index) => h('li', { class: index > 0 ? 'dim' : '' }, each.text)));
}

function again(recomputed) {
  if (recomputed.same === true) return notice('Decided again from its record, the same comes out.', 'good');
  if (recomputed.same === false) return h('div', {}, notice('Decided again, something else comes out.', 'warn'), h('ul', {}, recomputed.differences.map((each) => h('li', {}, each))));
  return notice(recomputed.reason ?? 'It cannot be told.', '');
}

function attempts(record) {
  if ((record.attempts ?? []).length === 0) return h('p', { class: 'dim' }, 'No deployment was called.');
  const most = Math.max(record.total_ms, ...record.attempts.map((each) => each.end_ms), 0.001);
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'attempts' }, h('table', {},
    h('thead', {}, h('tr', {}, ['Deployment', 'Status', 'Time line', 'Began', 'First output', 'Ended'].map((name, index) => h('th', { scope: 'col', class: index > 2 ? 'n' : index === 2 ? 'wide' : '' }, name)))),
    h('tbody', {}, record.attempts.map((each) => {
      const lane = h('div', { class: 'lane', 'aria-hidden': 'true' });
      const span = (from, to, kind) => {
        const bar = h('span', { class: kind });
        bar.style.left = `${(from / most) * 100}%`;
        bar.style.width = `${(Math.max(0, to - from) / most) * 100}%`;
        lane.append(bar);
      };
      const spoke = each.first_output_ms >= 0 ? each.first_output_ms : each.end_ms;
      span(each.start_ms, spoke, each.error ? 'fail' : '');
      if (!each.error) span(spoke, each.end_ms, 'out');
      return h('tr', {}, h('td', { class: 'mono t' }, each.deployment), h('td', { class: 't' }, each.error ? chip(`${each.status || ''} ${each.error}`, 'bad') : chip(String(each.status), 'good')),
        h('td', {}, lane), h('td', { class: 'n' }, millis(each.start_ms)), h('td', { class: 'n' }, millis(each.first_output_ms)), h('td', { class: 'n' }, millis(each.end_ms)));
    }))), h('div', { class: 'legend' }, h('span', {}, h('i', { class: 'k3' }), 'waited for the first output'), h('span', {}, h('i', { class: 'k1' }), 'the reply came')));
}

function sheet(kept, candidates) {
  if (!kept?.rows) return null;
  return card('w12', 'Scores', h('p', { class: 'dim' }, 'Each criterion from 0, the worst of the candidates, to 1, the best, times its weight.'),
    bars(candidates.filter((each) => each.score !== undefined).map((each) => [each.model, each.score]), (value) => value.toFixed(3)),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'scores' }, h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Model'), kept.criteria.map((name, index) => h('th', { scope: 'col', class: 'n' }, `${name} × ${kept.weights[index]}`)))),
      h('tbody', {}, kept.rows.map((row) => h('tr', {}, h('td', {}, row.model), kept.criteria.map((_, index) =>
        h('td', { class: 'n' }, `${row.raw[index] === null || row.raw[index] === undefined ? '?' : Number(row.raw[index]).toPrecision(3)} → ${Number(row.scaled[index]).toFixed(2)}`))))))));
}
