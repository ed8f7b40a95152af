// Trained routers of the policy, as their cards tell of them.
import { bars, card, chip, count, dollars, fill, h, head, table } from './dom.js';
import { get } from './api.js';

export async function show(root, query, signal) {
  const { routers } = await get('/admin/v1/routers', signal);
  if (routers.length === 0) {
    fill(root, head('Routers'), h('div', { class: 'card' }, h('p', {}, 'No score of the policy names a trained router.'),
      h('p', { class: 'dim' }, 'Train one from outcomes with ', h('code', {}, 'gateway train'), ' and name its file as the ', h('code', {}, 'estimator'), ' of a score.')));
    return;
  }
  fill(root, head('Routers', 'what each learned, of what, and how well it did on prompts it had not seen'), routers.map(described));
}

function described(router) {
  const figures = Object.entries(router.figures);
  const known = router.models.filter((model) => model.mean_cost_usd !== null && model.mean_score !== null);
  return h('section', {}, h('h2', {}, `${router.score} `, chip(router.kind, 'accent'), ' ', chip(`${count(router.prompts)} prompts`)), h('div', { class: 'grid' },
    card('w6', 'Cost and quality of its models', known.length > 0 ? scatter(known) : null, table([['Model', (m) => m.name], ['Mean cost', (m) => dollars(m.mean_cost_usd), 'n'], ['Mean score', (m) => m.mean_score?.toFixed(3), 'n']], router.models)),
    card('w6', 'Figures', table([['Figure', ([name]) => name], ['', ([, value]) => String(Number(value.toPrecision(6))), 'n']], figures, 'The card has none.')),
    router.tasks.length > 0 ? card('w6', 'Tasks it tells apart', bars(router.tasks.slice(0, 20).map((task) => [task.words.slice(0, 5).join(', '), task.prompts]), count)) : null,
    card('w6', 'Notes', h('dl', { class: 'facts' }, [['File', router.file], ['Seed', String(router.seed)], ['Outcomes', router.outcomes_digest], ...Object.entries(router.notes)].map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])))));
}

const SVG = 'http://www.w3.org/2000/svg';

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Each model by its mean cost (logarithmic) and mean score.
function scatter(models) {
  const xs = models.map((model) => Math.log10(Math.max(1e-9, model.mean_cost_usd)));
  const ys = models.map((model) => model.mean_score);
  const span = (values) => [Math.min(...values), Math.max(Math.max(...values), Math.min(...values) + 1e-6)];
  const [[x0, x1], [y0, y1]] = [span(xs), span(ys)];
  const plot = svg('svg', { viewBox: '0 0 420 220', class: 'scatter', role: 'img', 'aria-label': 'mean score over mean cost' },
    svg('line', { x1: 40, y1: 190, x2: 410, y2: 190, class: 'axis' }), svg('line', { x1: 40, y1: 10, x2: 40, y2: 190, class: 'axis' }));
  const label = (x, y, text, anchor) => plot.append(svg('text', { x, y, 'text-anchor': anchor ?? 'middle' }, text));
  models.forEach((model, index) => {
    const x = 60 + ((xs[index] - x0) / (x1 - x0)) * 320;
    const y = 175 - ((ys[index] - y0) / (y1 - y0)) * 150;
    plot.append(svg('circle', { cx: x, cy: y, r: 5 }));
    label(x, y - 9, model.name, x > 330 ? 'end' : x < 90 ? 'start' : 'middle');
  });
  label(225, 212, 'mean cost, logarithmic →');
  label(6, 20, 'score', 'start');
  return plot;
}
