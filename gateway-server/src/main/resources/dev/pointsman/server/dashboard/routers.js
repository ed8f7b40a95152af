// Trained routers of the policy, as their cards tell of them.
import { card, chip, count, dollars, fill, h, head, percent, table } from './dom.js';
import { get } from './api.js';
import { curve } from './charts.js';

export async function show(root, query, signal) {
  const { routers } = await get('/admin/v1/routers', signal);
  if (routers.length === 0) {
    fill(root, head('Routers'), h('div', { class: 'card' }, h('p', {}, 'No score of the policy names a trained router.'),
      h('p', { class: 'dim' }, 'Train one from outcomes with ', h('code', {}, 'gateway train'), ' and name its file as the ', h('code', {}, 'estimator'), ' of a score.')));
    return;
  }
  const plots = [];
  fill(root, head('Routers', 'what each learned, of what, and how well it did on prompts it had not seen'), routers.map((router) => described(router, plots)));
  const drawn = plots.map((draw) => draw());
  signal.addEventListener('abort', () => drawn.forEach((each) => each.end()));
}

function described(router, plots) {
  const figures = Object.entries(router.figures);
  const { curves } = router;
  return h('section', {}, h('h2', {}, `${router.score} `, chip(router.kind, 'accent'), ' ', chip(`${count(router.prompts)} prompts`)), h('div', { class: 'grid' },
    curves?.cost.length > 0 ? card('w6', 'Quality against cost', costs(curves, plots)) : null,
    curves?.pair ? card('w6', `Share of calls to ${curves.pair.strong}`, shares(curves.pair, plots)) : null,
    curves?.calibration.length > 0 ? card('w6', 'Expected and actual score', calibration(curves.calibration, plots)) : null,
    curves ? null : card('w6', 'Curves', h('p', {}, 'The file keeps none: it was trained before files did. Train it again to see them here.')),
    card('w6', 'Its models', table([['Model', (m) => m.name], ['Mean cost', (m) => dollars(m.mean_cost_usd), 'n'], ['Mean score', (m) => m.mean_score?.toFixed(3), 'n']], router.models)),
    router.tasks.length > 0 ? card('w12', 'Tasks it tells apart', tasks(router)) : null,
    card('w6', 'Figures', h('details', {}, h('summary', {}, `${count(figures.length)} figures of the card`), table([['Figure', ([name]) => name], ['', ([, value]) => String(Number(value.toPrecision(6))), 'n']], figures, 'The card has none.'))),
    card('w6', 'Notes', h('dl', { class: 'facts' }, [['File', router.file], ['Seed', String(router.seed)], ['Outcomes', router.outcomes_digest], ...Object.entries(router.notes)].map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])))));
}

function plotted(plots, options) {
  const host = h('div', {});
  plots.push(() => curve(host, options));
  return host;
}

const score = (value) => value.toFixed(2);

function costs(curves, plots) {
  const perThousand = (each) => [each.cost_usd * 1000, each.quality];
  const best = curves.models.reduce((top, each) => (top && top.quality >= each.quality ? top : each), null);
  const enough = best === null ? [] : curves.cost.filter((each) => each.quality >= 0.99 * best.quality).map((each) => each.cost_usd);
  return [
    plotted(plots, { title: 'US dollars per 1,000 prompts', x: dollars, y: score, series: [
      { label: 'the router, as cost weighs more', colour: 'c1', line: true, points: curves.cost.map(perThousand) },
      { label: 'one model for everything', colour: 'c2', points: curves.models.map((each) => [...perThousand(each), each.name]) }] }),
    best === null ? null : h('p', { class: 'dim' }, `${best.name} alone scores ${best.quality.toFixed(3)} for ${dollars(best.cost_usd * 1000)}. `,
      enough.length > 0 ? `99 % of that was reached for ${percent(Math.min(...enough) / best.cost_usd)} of its cost.` : 'No setting reached 99 % of that.'),
    h('p', { class: 'dim' }, 'On prompts that were held back, by the fit that had not seen them; chosen in hindsight.')];
}

function shares(pair, plots) {
  const last = pair.quality.length - 1;
  const points = pair.quality.map((quality, index) => [index / last, quality]);
  return [
    plotted(plots, { title: `share of prompts that go to ${pair.strong}, the others to ${pair.weak}`, x: percent, y: score, series: [
      { label: 'the router', colour: 'c1', line: true, points },
      { label: 'by lot', colour: 'c2', line: true, dash: true, points: [points[0], points[last]] }] }),
    h('p', { class: 'dim' }, 'The mean score where the prompts that need it most go to the strong model first.')];
}

function calibration(bins, plots) {
  const answers = bins.reduce((sum, bin) => sum + bin.answers, 0);
  const error = bins.reduce((sum, bin) => sum + bin.answers * Math.abs(bin.expected - bin.actual), 0) / answers;
  return [
    plotted(plots, { title: 'expected score', x: score, y: score, series: [
      { label: 'actual score', colour: 'c1', line: true, points: bins.map((bin) => [bin.expected, bin.actual]) },
      { label: 'as expected', colour: 'c2', line: true, dash: true, points: [[0, 0], [1, 1]] }] }),
    h('p', { class: 'dim' }, `Mean distance ${error.toFixed(3)}, over ${count(answers)} answers.`)];
}

function tasks(router) {
  const names = router.models.map((model) => model.name).slice(0, 8);
  const all = [...router.tasks].sort((a, b) => b.prompts - a.prompts).slice(0, 40);
  const kept = all.some((task) => task.examples.length > 0);
  return [
    table([['Typical words', (task) => task.words.slice(0, 5).join(', ')], ['Prompts', (task) => count(task.prompts), 'n'],
      ...names.map((name) => [name, (task) => task.scores[name]?.toFixed(2), 'n']),
      ...(kept ? [['Such as', (task) => task.examples.map((text) => h('div', { class: 'dim' }, text))]] : [])], all),
    h('p', { class: 'dim' }, 'Mean score of each model on the prompts of a task; tasks of few prompts are pulled to the mean over all.',
      kept ? null : [' The file keeps no examples: ', h('code', {}, 'gateway train --examples 3'), ' does.'])];
}
