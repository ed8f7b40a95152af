// Which page is shown, in which theme.
import { fill, h, notice } from './dom.js';
import { raw } from './api.js';
import { repaint } from './charts.js';
import * as now from './now.js';
import * as requests from './requests.js';
import * as decision from './decision.js';
import * as models from './models.js';
import * as cost from './cost.js';
import * as policy from './policy.js';
import * as routers from './routers.js';
import * as playground from './playground.js';

const PAGES = [['now', 'Now', now], ['requests', 'Requests', requests], ['models', 'Models', models], ['cost', 'Cost & savings', cost],
  ['policy', 'Policy', policy], ['routers', 'Routers', routers], ['playground', 'Playground', playground]];
const main = document.getElementById('main');
const nav = document.getElementById('nav');
let leaving = new AbortController();

nav.append(...PAGES.map(([path, title]) => h('a', { href: `#/${path}`, 'data-page': path }, title)));

async function show(first) {
  leaving.abort();
  leaving = new AbortController();
  const signal = leaving.signal;
  const [path, query] = (location.hash.replace(/^#\/?/, '') || 'now').split('?');
  const [name, ...rest] = path.split('/');
  const [, title, page] = PAGES.find(([each]) => each === name) ?? PAGES[0];
  for (const link of nav.children) {
    if (link.dataset.page === name) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else link.removeAttribute('aria-current');
  }
  document.title = `${title} · Pointsman`;
  const root = h('div', { 'data-shown': 'no' });
  fill(main, root);
  if (!first) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  try {
    await (name === 'requests' && rest.length > 0 ? decision : page).show(root, new URLSearchParams(query), signal, decodeURIComponent(rest.join('/')));
  } catch (problem) {
    if (!signal.aborted) fill(root, notice(`This page cannot be shown: ${problem.message}`, 'bad'));
  }
  root.dataset.shown = 'yes';
}

const THEMES = ['auto', 'light', 'dark'];
const themeButton = document.getElementById('theme');

function theme(name) {
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  themeButton.textContent = `Theme: ${name}`;
  localStorage.setItem('pointsman-theme', name);
  repaint();
}

themeButton.addEventListener('click', () => {
  const at = THEMES.indexOf(localStorage.getItem('pointsman-theme') ?? 'auto');
  theme(THEMES[(at + 1) % THEMES.length]);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);

async function health() {
  const chip = document.getElementById('health');
  try {
    const reply = await raw('/health/ready', { own: true });
    const state = await reply.json();
    const wrong = state.policy?.error || state.next_policy?.error;
    chip.textContent = wrong ? 'policy refused' : state.policy?.restart_needed ? 'restart needed' : state.status;
    chip.className = `chip ${reply.ok ? (wrong || state.policy?.restart_needed ? 'warn' : 'good') : 'bad'}`;
  } catch {
    chip.textContent = 'not reached';
    chip.className = 'chip bad';
  }
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
theme(THEMES.includes(localStorage.getItem('pointsman-theme')) ? localStorage.getItem('pointsman-theme') : 'auto');
addEventListener('hashchange', () => show(false));
health();
setInterval(health, 10000);
show(true);
