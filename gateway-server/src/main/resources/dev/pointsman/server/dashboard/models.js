// Models and where they are served; places are taken out of use here, and put back.
import { chip, count, fill, h, head, millis, notice, percent, table } from './dom.js';
import { get, post } from './api.js';

const STATES = { serving: 'good', blocked: 'bad', disabled: 'warn', draining: 'warn' };
const EVERY = 3000;

export async function show(root, query, signal) {
  const told = h('div', { 'aria-live': 'polite' });
  const list = h('div', { class: 'stack' });
  fill(root, head('Models', 'where each is served, and how it does just now; disabling lets calls under way finish'), told, list);

  const change = async (deployment, what) => {
    try {
      await post(`/admin/v1/deployments/${what}`, { deployment });
      fill(told, notice(`${deployment} is ${what}d.`, what === 'enable' ? 'good' : 'warn'));
      await load();
      [...list.querySelectorAll('button')].find((each) => each.dataset.of === deployment)?.focus();
    } catch (problem) {
      fill(told, notice(problem.message, 'bad'));
    }
  };

  const load = async () => {
    const { models } = await get('/admin/v1/models', signal);
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.of : null;
    fill(list, models.map((model) => h('section', { class: 'card' }, h('h2', {}, model.name, ' ', chip(model.balance), model.context_tokens ? chip(`${count(model.context_tokens)} tokens`) : null),
      table([
        ['Deployment', (d) => h('span', { class: 'mono' }, d.id)], ['State', (d) => chip(d.state, STATES[d.state])],
        ['Breaker', (d) => chip(d.breaker, d.breaker === 'closed' ? 'good' : 'bad')], ['Under way', (d) => count(d.inflight), 'n'],
        ['First token', (d) => millis(d.first_token_ms), 'n'], ['Each token', (d) => millis(d.output_token_ms), 'n'], ['Errors', (d) => percent(d.error_rate), 'n'],
        ['Limit left', (d) => percent(d.headroom), 'n'], ['Weight', (d) => count(d.weight), 'n'],
        ['USD per million', (d) => (d.usd_per_million ? `${d.usd_per_million.in} in, ${d.usd_per_million.out} out` : 'unknown'), 'n'],
        ['', (d) => (d.state === 'disabled' || d.state === 'draining'
          ? h('button', { class: 'small', type: 'button', 'data-of': d.id, 'aria-label': `Enable ${d.id}`, onclick: () => change(d.id, 'enable') }, 'Enable')
          : h('button', { class: 'small danger', type: 'button', 'data-of': d.id, 'aria-label': `Disable ${d.id}`, onclick: () => change(d.id, 'disable') }, 'Disable')), 'n'],
      ], model.deployments))));
    if (focused) [...list.querySelectorAll('button')].find((each) => each.dataset.of === focused)?.focus();
  };
  await load();
  const timer = setInterval(() => { if (!document.hidden) load().catch(() => {}); }, EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
}
