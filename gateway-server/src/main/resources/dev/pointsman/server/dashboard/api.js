// The admin API. The key stays in this tab's session and goes out as a header only.
const KEY = 'pointsman-admin-key';

export class Problem extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? (body?.problems ? `${body.problems.length} ${body.problems.length === 1 ? 'problem' : 'problems'}` : `the gateway answers ${status}`));
    this.status = status;
    this.body = body;
  }
}

function headers(more) {
  const key = sessionStorage.getItem(KEY);
  return key ? { ...more, authorization: `Bearer ${key}` } : { ...more };
}

let asking = null;

// One question at a time, whoever is refused meanwhile.
function signIn(why) {
  asking ??= new Promise((done) => {
    const dialog = document.createElement('dialog');
    const form = document.createElement('form');
    form.method = 'dialog';
    const title = document.createElement('h1');
    title.textContent = 'Sign in';
    const text = document.createElement('p');
    text.textContent = why;
    const label = document.createElement('label');
    label.textContent = 'Admin key';
    const input = document.createElement('input');
    input.type = 'password';
    input.autocomplete = 'current-password';
    input.required = true;
    const button = document.createElement('button');
    button.textContent = 'Sign in';
    label.append(input);
    form.append(title, text, label, button);
    dialog.append(form);
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.addEventListener('close', () => {
      sessionStorage.setItem(KEY, input.value.trim());
      dialog.remove();
      asking = null;
      done();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

export async function raw(path, options = {}) {
  for (;;) {
    const reply = await fetch(path, { ...options, headers: headers(options.headers), cache: 'no-store' });
    if (reply.status !== 401 || options.own || reply.headers.has('x-gateway-relayed')) return reply;
    const body = await reply.json().catch(() => null);
    await signIn(body?.error?.message ?? 'The admin key is needed.');
  }
}

async function body(reply) {
  const text = await reply.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(reply.status, null);
  }
}

export async function get(path, signal) {
  const reply = await raw(path, { signal });
  const value = await body(reply);
  if (!reply.ok) throw new Problem(reply.status, value);
  return value;
}

export async function post(path, value, type = 'application/json') {
  const reply = await raw(path, { method: 'POST', body: type === 'application/json' ? JSON.stringify(value) : value, headers: { 'content-type': type } });
  const answer = await body(reply);
  if (!reply.ok) throw new Problem(reply.status, answer);
  return answer;
}

// Server-sent events of a reply, each as { event, data }.
export async function* events(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split(/\r?\n\r?\n/);
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split(/\r?\n/);
      const of = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart()).join('\n');
      yield { event: of('event'), data: of('data') };
    }
  }
}
