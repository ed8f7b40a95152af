// Checks a running gateway with the Vercel AI SDK: one PASS or FAIL line a check; exit code 0 if all pass.
//
//   node check.mjs [BASE_URL] [MODEL]     default: http://127.0.0.1:8080/v1 auto
//   OPENAI_API_KEY                        a key of the gateway, where its policy has keys
//
// The model must be served by the echo provider, as in config/gateway.yaml: words in [[double brackets]] tell echo what to do.
import assert from 'node:assert/strict';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const baseURL = process.argv[2] ?? 'http://127.0.0.1:8080/v1';
const name = process.argv[3] ?? 'auto';
const apiKey = process.env.OPENAI_API_KEY ?? 'no-key';
globalThis.AI_SDK_LOG_WARNINGS = false; // that it does not know the model
const openai = createOpenAI({ baseURL, apiKey });
const ways = {
    responses: openai,
    chat: openai.chat,
    compatible: createOpenAICompatible({ name: 'pointsman', baseURL, apiKey, includeUsage: true }),
    anthropic: createAnthropic({ baseURL, apiKey }),
};

const weather = tool({
    description: 'The weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `rain in ${city}`,
});

async function refused(promise, status) {
    const error = await promise.then(
        () => assert.fail('it was not refused'),
        (thrown) => thrown,
    );
    assert.equal(error.statusCode, status, error.message);
}

const checks = {};
for (const [way, make] of Object.entries(ways)) {
    const model = make(name);

    checks[`${way}: a text comes back whole, with its usage`] = async () => {
        const { text, finishReason, usage, response } = await generateText({ model, prompt: 'Tell me about switches.' });
        assert.match(text, /switches/);
        assert.equal(finishReason, 'stop');
        assert.equal(usage.totalTokens, usage.inputTokens + usage.outputTokens);
        assert.ok(response.headers['x-gateway-model']);
    };

    checks[`${way}: a stream comes back piece by piece`] = async () => {
        const run = streamText({ model, prompt: '[[chunks=20]] Count.' });
        let pieces = 0;
        for await (const piece of run.textStream) {
            pieces += piece ? 1 : 0;
        }
        assert.equal(pieces, 20);
        assert.equal((await run.usage).outputTokens, 20);
    };

    checks[`${way}: a tool is called with its arguments`] = async () => {
        const { toolCalls, toolResults } = await generateText({
            model,
            prompt: '[[tool=weather args={"city":"Kiel"}]]',
            tools: { weather },
            stopWhen: stepCountIs(1),
        });
        assert.deepEqual(toolCalls[0].input, { city: 'Kiel' });
        assert.equal(toolResults[0].output, 'rain in Kiel');
    };

    checks[`${way}: an unknown model is refused with its status`] = async () => {
        await refused(generateText({ model: make('no-such-model'), prompt: 'hi', maxRetries: 0 }), 404);
    };

    checks[`${way}: a rate limit of the provider keeps its status`] = async () => {
        await refused(generateText({ model, prompt: '[[status=429]]', maxRetries: 0 }), 429);
    };

    checks[`${way}: a stream that breaks off is an error, not an end`] = async () => {
        let errors = 0;
        const run = streamText({ model, prompt: '[[chunks=20 cut=10]]', maxRetries: 0, onError: () => (errors += 1) });
        let pieces = 0;
        await assert.rejects(async () => {
            for await (const piece of run.textStream) {
                pieces += piece ? 1 : 0;
            }
        });
        assert.equal(pieces, 10);
        assert.ok(errors > 0, 'the error was not told');
    };
}

for (const way of ['responses', 'chat']) {
    checks[`${way}: a structured output follows its schema`] = async () => {
        const { output } = await generateText({
            model: ways[way](name),
            prompt: 'Where is the station?',
            output: Output.object({ schema: z.object({ city: z.string() }) }),
        });
        assert.equal(typeof output.city, 'string');
    };
}

checks['embeddings have one vector a text'] = async () => {
    const { embeddings } = await embedMany({ model: openai.textEmbeddingModel(name), values: ['red', 'blue'] });
    assert.equal(embeddings.length, 2);
    assert.equal(embeddings[0].length, embeddings[1].length);
};

let failed = 0;
for (const [title, check] of Object.entries(checks)) {
    try {
        await check();
        console.log(`PASS ${title}`);
    } catch (error) {
        failed += 1;
        console.log(`FAIL ${title}: ${error.message}`);
    }
}
console.log(failed === 0 ? `all ${Object.keys(checks).length} passed` : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
