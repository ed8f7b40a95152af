// Runs the examples for Node of docs/clients.md against a running gateway; exit code 0 if each ends well and says something.
//
//   node snippets.mjs [ADDRESS]     default: http://127.0.0.1:8080; `npm ci` first in the folders beside this file
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const folders = {
    "'openai'": 'openai-node',
    "'@anthropic-ai/sdk'": 'anthropic-node',
    "'@ai-sdk/openai'": 'vercel-ai',
    "'@langchain/openai'": 'langchain-node',
};
const page = readFileSync(new URL('../clients.md', import.meta.url), 'utf8');
let failed = 0;
for (const [, code] of page.matchAll(/```js\n(.*?)```/gs)) {
    const [client, folder] = Object.entries(folders).find(([name]) => code.includes(`from ${name}`));
    const file = fileURLToPath(new URL(`${folder}/snippet.tmp.mjs`, import.meta.url));
    writeFileSync(file, code.replaceAll('http://127.0.0.1:8080', address));
    try {
        const said = execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 });
        failed += said.trim() ? 0 : 1;
        console.log(`${said.trim() ? 'PASS' : 'FAIL'} ${client}: ${said.trim()}`);
    } catch (error) {
        failed += 1;
        console.log(`FAIL ${client}: ${error.message}`);
    } finally {
        rmSync(file);
    }
}
process.exit(failed === 0 ? 0 : 1);
