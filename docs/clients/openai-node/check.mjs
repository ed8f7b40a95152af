// Checks a running gateway with OpenAI's official client: one PASS or FAIL line a check; exit code 0 if all pass.
//
//   node check.mjs [BASE_URL] [MODEL]     default: http://127.0.0.1:8080/v1 auto
//   OPENAI_API_KEY                        a key of the gateway, where its policy has keys
//
// The model must be served by the echo provider, as in config/gateway.yaml: words in [[double brackets]] tell echo what to do.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const baseURL = process.argv[2] ?? 'http://127.0.0.1:8080/v1';
const model = process.argv[3] ?? 'auto';
const client = new OpenAI({ baseURL, apiKey: process.env.OPENAI_API_KEY ?? 'no-key', maxRetries: 0 });

const user = (content) => [{ role: 'user', content }];
const weather = {
    type: 'function',
    function: {
        name: 'get_weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
};

async function refusal(promise, type, status) {
    const error = await promise.then(
        () => assert.fail('it was not refused'),
        (thrown) => thrown,
    );
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.status, status);
    return error;
}

const checks = {
    'models are listed': async () => {
        const { data } = await client.models.list();
        assert.ok(data.some((each) => each.id === model), data.map((each) => each.id).join(', '));
    },

    'one model is found by its name': async () => {
        const [first] = (await client.models.list()).data;
        assert.equal((await client.models.retrieve(first.id)).id, first.id);
    },

    'a chat completion comes back whole': async () => {
        const { data, response, request_id } = await client.chat.completions
            .create({ model, messages: user('Tell me about switches.') })
            .withResponse();
        assert.match(data.choices[0].message.content, /switches/);
        assert.equal(data.choices[0].finish_reason, 'stop');
        assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
        assert.match(request_id, /^req_/);
        assert.ok(response.headers.get('x-gateway-model'));
    },

    'a stream comes back piece by piece, with usage where asked for': async () => {
        const stream = await client.chat.completions.create({
            model,
            messages: user('[[chunks=20]] Count.'),
            stream: true,
            stream_options: { include_usage: true },
        });
        let pieces = 0;
        let usage = null;
        for await (const chunk of stream) {
            pieces += chunk.choices[0]?.delta?.content ? 1 : 0;
            usage = chunk.usage ?? usage;
        }
        assert.equal(pieces, 20);
        assert.equal(usage.completion_tokens, 20);
    },

    'usage stays out of a stream that did not ask for it': async () => {
        const stream = await client.chat.completions.create({ model, messages: user('Count.'), stream: true });
        for await (const chunk of stream) {
            assert.equal(chunk.usage ?? null, null);
            assert.equal(chunk.choices.length, 1);
        }
    },

    'a streamed tool call arrives with all its arguments': async () => {
        const run = client.chat.completions.stream({
            model,
            messages: user('[[tool=get_weather args={"city":"Kiel"}]]'),
            tools: [weather],
        });
        const [call] = (await run.finalMessage()).tool_calls;
        assert.equal(call.function.name, 'get_weather');
        assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Kiel' });
    },

    'a structured reply follows its schema': async () => {
        const reply = await client.chat.completions.parse({
            model,
            messages: user('Where is the station?'),
            response_format: {
                type: 'json_schema',
                json_schema: {
                    name: 'place',
                    strict: true,
                    schema: {
                        type: 'object',
                        properties: { city: { type: 'string' } },
                        required: ['city'],
                        additionalProperties: false,
                    },
                },
            },
        });
        assert.equal(typeof JSON.parse(reply.choices[0].message.content).city, 'string');
    },

    'a response comes back whole': async () => {
        const reply = await client.responses.create({ model, input: 'Tell me about switches.', instructions: 'Be brief.' });
        assert.match(reply.output_text, /switches/);
        assert.equal(reply.status, 'completed');
        assert.equal(reply.store, false);
        assert.equal(reply.usage.total_tokens, reply.usage.input_tokens + reply.usage.output_tokens);
    },

    'a streamed response tells its events in order': async () => {
        const run = client.responses.stream({ model, input: '[[chunks=20]] Count.' });
        const types = [];
        let text = '';
        for await (const event of run) {
            assert.equal(event.sequence_number, types.length);
            types.push(event.type);
            text += event.type === 'response.output_text.delta' ? event.delta : '';
        }
        assert.equal(types[0], 'response.created');
        assert.equal(types.at(-1), 'response.completed');
        const [message] = (await run.finalResponse()).output;
        assert.equal(message.content[0].text, text);
    },

    'a response calls a tool and takes its answer': async () => {
        const { name, parameters } = weather.function;
        const tools = [{ type: 'function', name, parameters, strict: false }];
        const input = [{ role: 'user', content: '[[tool=get_weather args={"city":"Kiel"}]]' }];
        const first = await client.responses.create({ model, input, tools });
        const call = first.output.find((item) => item.type === 'function_call');
        assert.deepEqual(JSON.parse(call.arguments), { city: 'Kiel' });
        const answer = { type: 'function_call_output', call_id: call.call_id, output: 'rain' };
        const next = [...input, ...first.output, answer, { role: 'user', content: 'Thanks.' }];
        assert.match((await client.responses.create({ model, input: next })).output_text, /Thanks/);
    },

    'a response that needs a memory is refused by name': async () => {
        const asked = client.responses.create({ model, input: 'And then?', previous_response_id: 'resp_1' });
        assert.equal((await refusal(asked, OpenAI.BadRequestError, 400)).param, 'previous_response_id');
    },

    'a text completion comes back whole': async () => {
        const reply = await client.completions.create({ model, prompt: 'Once upon' });
        assert.ok(reply.choices[0].text.length > 0);
    },

    'embeddings are the same numbers in either encoding': async () => {
        const asked = { model, input: ['red', 'blue'] };
        const packed = await client.embeddings.create(asked);
        const plain = await client.embeddings.create({ ...asked, encoding_format: 'float' });
        assert.equal(packed.data.length, 2);
        packed.data[0].embedding.forEach((value, i) =>
            assert.ok(Math.abs(value - plain.data[0].embedding[i]) < 1e-6, `${value} at ${i}`),
        );
    },

    'a moderation comes back whole': async () => {
        const reply = await client.moderations.create({ model, input: 'a kind word' });
        assert.equal(typeof reply.results[0].flagged, 'boolean');
    },

    'an unknown model is a NotFoundError': async () => {
        const asked = client.chat.completions.create({ model: 'no-such-model', messages: user('hi') });
        assert.equal((await refusal(asked, OpenAI.NotFoundError, 404)).code, 'model_not_found');
    },

    'a bad request is a BadRequestError that names the field': async () => {
        const asked = client.chat.completions.create({ model, messages: [] });
        assert.equal((await refusal(asked, OpenAI.BadRequestError, 400)).param, 'messages');
    },

    'a rate limit of the provider is a RateLimitError': async () => {
        const asked = client.chat.completions.create({ model, messages: user('[[status=429]]') });
        await refusal(asked, OpenAI.RateLimitError, 429);
    },

    'a stream that breaks off is an error, not an end': async () => {
        const stream = await client.chat.completions.create({
            model,
            messages: user('[[chunks=20 cut=10]]'),
            stream: true,
        });
        let pieces = 0;
        await assert.rejects(async () => {
            for await (const chunk of stream) {
                pieces += chunk.choices[0]?.delta?.content ? 1 : 0;
            }
        });
        assert.equal(pieces, 10);
    },

    'leaving a stream is no error': async () => {
        const stream = await client.chat.completions.create({
            model,
            messages: user('[[chunks=1000 gap=5]]'),
            stream: true,
        });
        for await (const chunk of stream) {
            if (chunk.choices[0]?.delta?.content) {
                break;
            }
        }
    },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
    try {
        await check();
        console.log(`PASS ${name}`);
    } catch (error) {
        failed += 1;
        console.log(`FAIL ${name}: ${error.message}`);
    }
}
console.log(failed === 0 ? `all ${Object.keys(checks).length} passed` : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
