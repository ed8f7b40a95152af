// Checks a running gateway with Anthropic's official client: one PASS or FAIL line a check; exit code 0 if all pass.
//
//   node check.mjs [BASE_URL] [MODEL]     default: http://127.0.0.1:8080 auto
//   ANTHROPIC_API_KEY                     a key of the gateway, where its policy has keys
//
// The model must be served by the echo provider, as in config/gateway.yaml: words in [[double brackets]] tell echo what to do.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';

const baseURL = process.argv[2] ?? 'http://127.0.0.1:8080';
const model = process.argv[3] ?? 'auto';
const client = new Anthropic({ baseURL, apiKey: process.env.ANTHROPIC_API_KEY ?? 'no-key', maxRetries: 0 });

const user = (content) => ({ role: 'user', content });
const ask = (content, more) => ({ model, max_tokens: 1000, messages: [user(content)], ...more });
const weather = {
    name: 'get_weather',
    description: 'The weather of a city',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const call = '[[tool=get_weather args={"city":"Kiel"}]]';

async function refusal(promise, type, status) {
    const error = await promise.then(
        () => assert.fail('it was not refused'),
        (thrown) => thrown,
    );
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.status, status);
    assert.equal(error.error.type, 'error');
    return error;
}

function isCall(message) {
    assert.equal(message.stop_reason, 'tool_use');
    const [use] = message.content.filter((block) => block.type === 'tool_use');
    assert.equal(use.name, 'get_weather');
    assert.deepEqual(use.input, { city: 'Kiel' });
    return use;
}

const checks = {
    'a message comes back whole': async () => {
        const { data, response, request_id } = await client.messages.create(ask('Tell me about switches.')).withResponse();
        assert.match(data.content[0].text, /switches/);
        assert.equal(data.stop_reason, 'end_turn');
        assert.ok(data.usage.input_tokens > 0 && data.usage.output_tokens > 0);
        assert.match(request_id ?? response.headers.get('x-request-id'), /^req_/);
        assert.ok(response.headers.get('x-gateway-model'));
    },

    'a stream comes back piece by piece': async () => {
        const run = client.messages.stream(ask('[[chunks=20]] Count.'));
        let pieces = 0;
        run.on('text', () => (pieces += 1));
        const message = await run.finalMessage();
        assert.equal(pieces, 20);
        assert.equal(message.stop_reason, 'end_turn');
        assert.equal(message.usage.output_tokens, 20);
    },

    'the events of a stream come in their order': async () => {
        const types = [];
        for await (const event of await client.messages.create(ask('[[chunks=2]]', { stream: true }))) {
            types.push(event.type);
        }
        assert.deepEqual(
            types.filter((type) => type !== 'ping'),
            [
                'message_start',
                'content_block_start',
                'content_block_delta',
                'content_block_delta',
                'content_block_stop',
                'message_delta',
                'message_stop',
            ],
        );
    },

    'a tool is called and its result sent back': async () => {
        const message = await client.messages.create(ask(call, { tools: [weather] }));
        const use = isCall(message);
        const answer = await client.messages.create({
            model,
            max_tokens: 1000,
            tools: [weather],
            messages: [
                user(call),
                { role: 'assistant', content: message.content },
                user([
                    { type: 'tool_result', tool_use_id: use.id, content: '21 degrees' },
                    { type: 'text', text: 'So how is it?' },
                ]),
            ],
        });
        assert.match(answer.content[0].text, /So how is it/);
        assert.equal(answer.stop_reason, 'end_turn');
    },

    'a streamed call of a tool arrives with all its input': async () => {
        isCall(await client.messages.stream(ask(call, { tools: [weather] })).finalMessage());
    },

    'system, temperature and stop sequences are taken': async () => {
        const more = { system: 'Be brief.', temperature: 0.5, stop_sequences: ['END'], metadata: { user_id: 'someone' } };
        assert.match((await client.messages.create(ask('Tell me about signals.', more))).content[0].text, /signals/);
    },

    'thinking may be asked for, whoever answers': async () => {
        const thinking = { type: 'enabled', budget_tokens: 1024 };
        const asked = { ...ask('Think about points.'), max_tokens: 4000, thinking };
        const message = await client.messages.create(asked);
        assert.ok(message.content.some((block) => block.type === 'text' && /points/.test(block.text)));
    },

    'a limit that is reached is told': async () => {
        const message = await client.messages.create({ ...ask('Tell me a very long story about trains.'), max_tokens: 2 });
        assert.equal(message.stop_reason, 'max_tokens');
    },

    'tokens are counted': async () => {
        const few = await client.messages.countTokens({ model, messages: [user('hello')] });
        const many = await client.messages.countTokens({ model, messages: [user('hello '.repeat(200))], tools: [weather] });
        assert.ok(few.input_tokens > 0 && many.input_tokens > 100, `${few.input_tokens} and ${many.input_tokens}`);
    },

    'an unknown model is a NotFoundError': async () => {
        const error = await refusal(
            client.messages.create({ ...ask('hi'), model: 'no-such-model' }),
            Anthropic.NotFoundError,
            404,
        );
        assert.equal(error.error.error.type, 'not_found_error');
    },

    'a bad request is a BadRequestError that names the field': async () => {
        const error = await refusal(client.messages.create({ ...ask('hi'), messages: [] }), Anthropic.BadRequestError, 400);
        assert.match(error.message, /messages/);
    },

    'a rate limit of the provider is a RateLimitError': async () => {
        await refusal(client.messages.create(ask('[[status=429]]')), Anthropic.RateLimitError, 429);
    },

    'a stream that breaks off is an error, not an end': async () => {
        const run = client.messages.stream(ask('[[chunks=20 cut=10]]'));
        let pieces = 0;
        run.on('text', () => (pieces += 1));
        await assert.rejects(run.finalMessage());
        assert.equal(pieces, 10);
    },

    'leaving a stream is no error': async () => {
        const stream = await client.messages.create(ask('[[chunks=1000 gap=5]]', { stream: true }));
        for await (const event of stream) {
            if (event.type === 'content_block_delta') {
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
