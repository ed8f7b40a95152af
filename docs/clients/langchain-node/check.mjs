// Checks a running gateway with LangChain for Node: one PASS or FAIL line a check; exit code 0 if all pass.
//
//   node check.mjs [BASE_URL] [MODEL]     default: http://127.0.0.1:8080/v1 auto
//   OPENAI_API_KEY                        a key of the gateway, where its policy has keys
//
// The model must be served by the echo provider, as in config/gateway.yaml: words in [[double brackets]] tell echo what to do.
import assert from 'node:assert/strict';
import { tool } from '@langchain/core/tools';
import { HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';

const baseURL = process.argv[2] ?? 'http://127.0.0.1:8080/v1';
const name = process.argv[3] ?? 'auto';
const apiKey = process.env.OPENAI_API_KEY ?? 'no-key';
const chat = (more = {}) => new ChatOpenAI({ model: name, apiKey, configuration: { baseURL }, maxRetries: 0, ...more });
const ways = { chat: {}, responses: { useResponsesApi: true } };

const weather = tool(async ({ city }) => `rain in ${city}`, {
    name: 'weather',
    description: 'The weather of a city.',
    schema: z.object({ city: z.string() }),
});

async function refused(promise, status) {
    const error = await promise.then(
        () => assert.fail('it was not refused'),
        (thrown) => thrown,
    );
    assert.equal(error.status, status, error.message);
}

const checks = {};
for (const [way, more] of Object.entries(ways)) {
    checks[`${way}: a message comes back whole, with its usage`] = async () => {
        const { text, usage_metadata: usage } = await chat(more).invoke('Tell me about switches.');
        assert.match(text, /switches/);
        assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
    };

    checks[`${way}: a stream comes back piece by piece, with usage`] = async () => {
        let pieces = 0;
        let usage = null;
        for await (const chunk of await chat(more).stream('[[chunks=20]] Count.')) {
            pieces += chunk.text ? 1 : 0;
            usage = chunk.usage_metadata ?? usage;
        }
        assert.equal(pieces, 20);
        assert.equal(usage.output_tokens, 20);
    };

    checks[`${way}: a tool is called, and its result sent back`] = async () => {
        const model = chat(more).bindTools([weather]);
        const asked = [new HumanMessage('[[tool=weather args={"city":"Kiel"}]]')];
        const turn = await model.invoke(asked);
        assert.deepEqual(turn.tool_calls[0].args, { city: 'Kiel' });
        const told = await weather.invoke(turn.tool_calls[0]);
        const next = await model.invoke([...asked, turn, told, new HumanMessage('Thanks.')]);
        assert.match(next.text, /Thanks/);
    };

    checks[`${way}: a structured output follows its schema`] = async () => {
        const model = chat(more).withStructuredOutput(z.object({ city: z.string() }), { method: 'jsonSchema' });
        assert.equal(typeof (await model.invoke('Where is the station?')).city, 'string');
    };

    checks[`${way}: an unknown model is refused with its status`] = async () => {
        await refused(chat({ ...more, model: 'no-such-model' }).invoke('hi'), 404);
    };

    checks[`${way}: a rate limit of the provider keeps its status`] = async () => {
        await refused(chat(more).invoke('[[status=429]]'), 429);
    };

    checks[`${way}: a stream that breaks off is an error, not an end`] = async () => {
        let pieces = 0;
        await assert.rejects(async () => {
            for await (const chunk of await chat(more).stream('[[chunks=20 cut=10]]')) {
                pieces += chunk.text ? 1 : 0;
            }
        });
        assert.equal(pieces, 10);
    };
}

checks['embeddings have one vector a text'] = async () => {
    const embeddings = new OpenAIEmbeddings({ model: name, apiKey, configuration: { baseURL }, maxRetries: 0 });
    const vectors = await embeddings.embedDocuments(['red', 'blue']);
    assert.equal(vectors.length, 2);
    assert.equal(vectors[0].length, vectors[1].length);
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
