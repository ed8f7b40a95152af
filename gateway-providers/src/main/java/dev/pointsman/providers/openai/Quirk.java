package dev.pointsman.providers.openai;

/** One way in which a provider differs from OpenAI; a policy switches each on or off by its name in lower case with dashes. */
enum Quirk {
    /** Knows no {@code developer} role: it is sent as {@code system}. */
    DEVELOPER_AS_SYSTEM,
    /** {@code stop} must be a list. */
    STOP_AS_LIST,
    /** {@code logprobs} is a number: {@code top_logprobs} is sent in its place. */
    LOGPROBS_AS_COUNT,
    /** Refuses {@code stream_options}; usage comes without it. */
    NO_STREAM_OPTIONS,
    /** Answers embeddings as floats only: base64 is made here. */
    FLOAT_EMBEDDINGS,
    /** Takes no prompts that are already token numbers. */
    NO_TOKEN_INPUT,
    /** Messages with members it does not know are refused: those that other providers' clients send are left out. */
    PLAIN_MESSAGES,
    /** Wants {@code reasoning_content} back with every turn of the assistant that called functions. */
    REASONING_REPLAY,
    /** Takes a turn's reasoning back as {@code reasoning}. */
    REASONING_AS_REASONING,
    /** Messages have no {@code name}. */
    NO_NAMES,
    /** Knows functions only: custom tools are refused. */
    FUNCTIONS_ONLY,
    /** Knows no schemas: the schema is told in a message, and {@code json_object} asked for. */
    JSON_OBJECT_ONLY,
    /** Knows no {@code json_object}: a schema of any object is sent in its place. */
    JSON_SCHEMA_ONLY,
    /** Messages, parts and ids of calls in Mistral's form. */
    MISTRAL_MESSAGES,
    /** Takes no {@code dimensions} for embeddings. */
    NO_DIMENSIONS,
    /** OpenAI's rules for o-series and gpt-5 models: {@code max_completion_tokens} only, no sampling parameters. */
    REASONING_RULES,
    /** Leaves out or misspells what OpenAI's clients rely on: plain chat replies are mended. */
    MEND_REPLY,
    /** Streams do not quite keep to OpenAI's form: their chunks are mended. */
    MEND_STREAM,
    /** Reasoning comes as text, in a leading block between {@code <think>} and {@code </think>}: it is told as reasoning. */
    THINK_TAGS,
    /** Answers with a model name of its own: the name the client asked for is put back. */
    RESTORE_MODEL
}
