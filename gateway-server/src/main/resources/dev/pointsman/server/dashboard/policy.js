// The policy: written, tried, compared, made live, taken back.
import { card, chip, clock, count, dollars, fill, h, head, millis, nanos, notice, percent, select, table } from './dom.js';
import { get, post } from './api.js';
import { editor } from './editor.js';

const YAML = 'application/yaml';

export async function show(root, query, signal) {
  const [current, schema] = await Promise.all([get('/admin/v1/policy', signal), get('/admin/v1/policy/schema', signal)]);
  const write = editor(current.text, schema);
  const state = { live: current };
  const tabs = [['edit', 'Edit', () => edit(write, state)], ['try', 'Try a prompt', () => tryOut(write)], ['replay', 'Replay traffic', () => replay(write)],
    ['history', 'History', () => history(write, signal)], ['rollout', 'Rollout', () => rollout(signal)]];
  const body = h('div', { id: 'panel', role: 'tabpanel', tabindex: '-1' });
  const bar = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of this page' });
  const open = async (name) => {
    for (const button of bar.children) {
      const on = button.dataset.tab === name;
      button.setAttribute('aria-selected', String(on));
      button.tabIndex = on ? 0 : -1;
    }
    body.setAttribute('aria-labelledby', `tab-${name}`);
    try {
      fill(body, await tabs.find(([each]) => each === name)[2]());
    } catch (problem) {
      if (!signal.aborted) fill(body, notice(problem.message, 'bad'));
    }
  };
  bar.append(...tabs.map(([name, title]) => h('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'data-tab': name, 'aria-controls': 'panel', onclick: () => open(name) }, title)));
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = bar.children[([...bar.children].indexOf(document.activeElement) + step + bar.children.length) % bar.children.length];
    next.focus();
    next.click();
  });
  fill(root, head('Policy', `digest ${current.digest.slice(0, 12)}, live since ${clock(current.loaded_at)}`), bar, body);
  await open(query.get('tab') ?? 'edit');
}

function edit(write, state) {
  const told = h('div', { 'aria-live': 'polite' });
  const note = h('input', { name: 'note', placeholder: 'why, for the history', maxlength: '200' });
  const memory = h('input', { type: 'checkbox', name: 'memory' });
  const problems = (list) => h('ul', { class: 'problems' }, list.map((each) => h('li', {}, h('button', { type: 'button', onclick: () => write.go(each.line) }, `line ${each.line}: ${each.path ? `${each.path}: ` : ''}${each.message}`))));
  let timer = 0;
  let turn = 0; // what is asked later tells; an answer that comes after it is dropped
  const check = async () => {
    const mine = ++turn;
    try {
      const found = await post('/admin/v1/policy?dry_run=true', write.text(), YAML);
      if (mine !== turn) return;
      write.mark([]);
      fill(told, notice(`Valid; ${found.tests.passed} tests of the policy pass.`, 'good'), found.warnings.map((each) => notice(each, 'warn')));
    } catch (problem) {
      if (mine !== turn) return;
      const list = problem.body?.problems ?? problem.body?.error?.problems;
      write.mark((list ?? []).map((each) => each.line));
      fill(told, notice(problem.message, 'bad'), list ? problems(list) : null);
    }
  };
  const activate = async () => {
    clearTimeout(timer);
    turn++;
    const asked = new URLSearchParams({ note: note.value });
    if (memory.checked) asked.set('in_memory', 'true');
    try {
      const live = await post(`/admin/v1/policy?${asked}`, write.text(), YAML);
      write.mark([]);
      state.live = { ...state.live, digest: live.digest, text: write.text() };
      fill(told, notice(`Live: ${live.digest.slice(0, 12)}${live.restart_needed ? '; server and storage change with the next restart' : ''}.`, live.restart_needed ? 'warn' : 'good'), live.warnings.map((each) => notice(each, 'warn')));
    } catch (problem) {
      const list = problem.body?.error?.problems;
      write.mark((list ?? []).map((each) => each.line));
      fill(told, notice(problem.message, 'bad'), list ? problems(list) : null);
    }
  };
  write.whenChanged(() => {
    clearTimeout(timer);
    timer = setTimeout(check, 700);
  });
  return h('div', {}, write.element, told,
    h('div', { class: 'actions' }, h('button', { class: 'quiet', type: 'button', onclick: check }, 'Check'), h('button', { type: 'button', onclick: activate }, 'Make live'),
      h('label', { class: 'row' }, memory, 'in memory only'), h('label', { class: 'row' }, 'Note', note),
      h('button', { class: 'quiet', type: 'button', onclick: () => write.set(state.live.text) }, 'Back to what runs'), h('span', { class: 'dim' }, 'Ctrl+Space offers keys')));
}

function tryOut(write) {
  const prompt = h('textarea', { rows: '4', name: 'prompt' });
  prompt.value = 'Write a Java function that merges two sorted lists, and say why it is correct.';
  const model = h('input', { name: 'model', value: 'auto' });
  const out = h('div', { class: 'pair', 'aria-live': 'polite' });
  const ask = async (title, more) => {
    try {
      const found = await post('/admin/v1/policy/explain', { ...more, request: { model: model.value, messages: [{ role: 'user', content: prompt.value }] } });
      return explained(title, found);
    } catch (problem) {
      return h('section', { class: 'card' }, h('h2', {}, title), notice(problem.message, 'bad'));
    }
  };
  const go = async () => fill(out, await Promise.all([ask('The policy that runs', {}), ask('The text in the editor', { policy: write.text() })]));
  return h('div', {}, h('p', { class: 'dim' }, 'Decides as each policy would with all deployments healthy. Nobody is called.'),
    h('form', { onsubmit: (event) => { event.preventDefault(); go(); } }, h('label', {}, 'Prompt', prompt), h('div', { class: 'actions' }, h('label', { class: 'row' }, 'Model asked for', model), h('button', {}, 'Decide'))), h('br'), out);
}

function explained(title, found) {
  if (found.refused) return h('section', { class: 'card' }, h('h2', {}, title), notice(`refused: ${found.refused.status} ${found.refused.message}`, 'warn'));
  return h('section', { class: 'card' }, h('h2', {}, title), h('p', {}, chip(found.model, 'accent'), ' ', h('span', { class: 'mono' }, found.deployment ?? '')), h('dl', { class: 'facts' },
    [['Rule', found.rule ?? 'none'], ['Task', found.task ? `${found.task} (${found.confidence?.toFixed(2)})` : 'not told'], ['Tokens', `about ${count(found.input_tokens)}`], ['Expected cost', nanos(found.expected_cost_nano_usd)], ['Why', found.why],
      ['Nearest change', found.nearest_change?.text ?? 'none found']].map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
  h('h3', {}, 'Steps'), h('ol', {}, found.steps.map((step) => h('li', {}, `${step.router}: ${step.text}`, step.removed.length > 0 ? h('span', { class: 'dim' }, ` (without ${step.removed.join(', ')})`) : null))),
  h('h3', {}, 'Candidates'), h('p', {}, found.candidates.map((each) => [chip(each.score === undefined ? each.model : `${each.model} ${each.score.toFixed(3)}`), ' '])));
}

function replay(write) {
  const since = select('since', [['1h', 'last hour'], ['24h', 'last day'], ['7d', 'last week'], ['all', 'all time']], '24h');
  const out = h('div', { 'aria-live': 'polite' });
  const go = async () => {
    fill(out, h('p', { class: 'empty' }, 'deciding again …'));
    try {
      const found = await post(`/admin/v1/policy/replay?since=${since.value}`, write.text(), YAML);
      const interval = (each, text) => (each.value === null ? '–' : `${text(each.value)} (${text(each.low)} to ${text(each.high)})`);
      fill(out, h('div', { class: 'grid' }, card('w6', 'What would change', h('dl', { class: 'facts' }, [
        ['Requests decided again', count(found.counts.requests)], ['Not told by their records', count(found.counts.untold)], ['Another model', `${count(found.counts.changed)} (${interval(found.changed_share, percent)})`],
        ['Expected cost before', interval(found.cost_before_usd, dollars)], ['and after', interval(found.cost_after_usd, dollars)], ['Difference', interval(found.cost_delta_usd, dollars)],
        ['Quality', interval(found.quality_delta, (value) => value.toFixed(4))], ['First output', interval(found.first_output_delta_ms, millis)]].map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))),
      card('w6', 'From where to where', table([['From', (f) => f.from], ['To', (f) => f.to], ['Requests', (f) => count(f.requests), 'n']], found.models, 'No request in that time.')),
      card('w12', 'Most changed', table([['Time', (c) => clock(c.at)], ['From', (c) => c.from], ['To', (c) => c.to], ['Rule before', (c) => c.from_rule], ['after', (c) => c.to_rule], ['Cost', (c) => dollars(c.cost_delta_nano_usd / 1e9), 'n'],
        ['Decision', (c) => h('a', { href: `#/requests/${encodeURIComponent(c.id)}` }, 'open')]], found.most_changed, 'No request would go elsewhere.'))));
    } catch (problem) {
      fill(out, notice(problem.message, 'bad'));
    }
  };
  return h('div', {}, h('p', { class: 'dim' }, 'Decides recorded requests again by the text in the editor. Nobody is called.'),
    h('form', { class: 'filters', onsubmit: (event) => { event.preventDefault(); go(); } }, h('label', {}, 'Requests of the', since), h('button', {}, 'Replay')), out);
}

async function history(write, signal) {
  const { versions, kept } = await get('/admin/v1/policy/versions', signal);
  const out = h('div', { 'aria-live': 'polite' });
  const diff = async (digest) => {
    try {
      const found = await get(`/admin/v1/policy/diff?from=${digest}&to=current`, signal);
      fill(out, h('h3', {}, `From ${digest.slice(0, 12)} to what runs`), found.diff ? h('pre', { class: 'diff', tabindex: '0' }, found.diff.split('\n').map((line) =>
        h('span', { class: line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : line.startsWith('@') ? 'at' : '' }, `${line}\n`))) : notice('They are the same.', ''));
    } catch (problem) {
      fill(out, notice(problem.message, 'bad'));
    }
  };
  const load = async (digest) => {
    const found = await get(`/admin/v1/policy/versions/${digest}`, signal);
    write.set(found.text);
    fill(out, notice(`${digest.slice(0, 12)} is in the editor now.`, ''));
  };
  const back = (version) => fill(out, h('div', { class: 'notice warn' }, h('p', {}, `Make ${version.digest.slice(0, 12)} live again?`), h('div', { class: 'actions' }, h('button', { type: 'button', onclick: async () => {
    try {
      const live = await post('/admin/v1/policy/rollback', { to: version.digest });
      write.set((await get('/admin/v1/policy', signal)).text);
      fill(out, notice(`Live: ${live.digest.slice(0, 12)}.`, 'good'));
    } catch (problem) {
      fill(out, notice(problem.message, 'bad'));
    }
  } }, 'Roll back'), h('button', { class: 'quiet', type: 'button', onclick: () => fill(out) }, 'Leave it'))));
  return h('div', {}, h('div', { class: 'card' }, table([
    ['Time', (v) => clock(v.at), 't'], ['Version', (v) => h('span', { class: 'mono' }, v.digest.slice(0, 12))], ['', (v) => (v.current ? chip('runs', 'good') : v.live ? null : chip('never live', 'warn'))], ['By', (v) => v.who], ['Note', (v) => v.note],
    ['', (v) => h('span', { class: 'actions' }, h('button', { class: 'quiet small', type: 'button', onclick: () => diff(v.digest) }, 'Diff'), h('button', { class: 'quiet small', type: 'button', onclick: () => load(v.digest) }, 'Edit'),
      v.current ? null : h('button', { class: 'danger small', type: 'button', onclick: () => back(v) }, 'Roll back'))]], versions, kept === 0 ? 'The policy keeps no history (storage.history: none).' : undefined)), out);
}

async function rollout(signal) {
  const found = await get('/admin/v1/rollout', signal);
  if (found.state === 'none') return h('p', { class: 'empty' }, 'The policy tries no next one beside it (rollout).');
  const told = h('div', { 'aria-live': 'polite' });
  const act = async (what) => {
    try {
      await post(`/admin/v1/rollout/${what}`, {});
      fill(told, notice(`Done: ${what}.`, 'good'));
    } catch (problem) {
      fill(told, notice(problem.message, 'bad'));
    }
  };
  return h('div', { class: 'card' }, h('p', {}, chip(found.state, found.state === 'running' ? 'good' : 'warn'), ` ${found.mode} with ${percent(found.share)} of the requests`),
    h('div', { class: 'actions' }, ['stop', 'start', 'promote'].map((what) => h('button', { class: what === 'promote' ? '' : 'quiet', type: 'button', onclick: () => act(what) }, what))), told, h('pre', { tabindex: '0' }, JSON.stringify(found, null, 2)));
}
