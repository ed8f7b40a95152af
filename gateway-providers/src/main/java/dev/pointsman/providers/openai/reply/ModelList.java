package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.ModelsReply;
import dev.pointsman.provider.lists.WholeReply;

/**
 * A provider's list of models as OpenAI's: from an object with {@code data} (or {@code models}), or from a bare list as Together's. A model is
 * named by {@code id}, else by {@code name} or {@code model}; what is missing is 0 or the provider's type.
 */
public final class ModelList implements WholeReply.Reader {
    private static final byte[] DATA = JsonText.ascii("data");
    private static final byte[] MODELS = JsonText.ascii("models");
    private static final byte[] ERROR = JsonText.ascii("error");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] MODEL = JsonText.ascii("model");
    private static final byte[] CREATED = JsonText.ascii("created");
    private static final byte[] OWNER = JsonText.ascii("owned_by");
    private static final byte[] ORGANIZATION = JsonText.ascii("organization");

    private final String type;
    private final ChatReplyDecoder.Failures failures;

    /** {@code type} owns the models whose owner is not told. */
    public ModelList(String type, ChatReplyDecoder.Failures failures) {
        this.type = type;
        this.failures = failures;
    }

    @Override
    public void read(byte[] body, Reply reply) {
        JsonCursor cursor = new JsonCursor(body);
        ModelsReply models = new ModelsReply();
        boolean found = false;
        if (cursor.peek() == '[') {
            found = true;
            list(cursor, models);
        } else {
            cursor.beginObject();
            while (cursor.nextField()) {
                int c = cursor.peek();
                if (c != 'n' && cursor.nameIs(ERROR)) {
                    reply.fail(failures.of(ErrorKind.UPSTREAM_ERROR.status(), body));
                    return;
                }
                if (!found && c == '[' && (cursor.nameIs(DATA) || cursor.nameIs(MODELS))) {
                    found = true;
                    list(cursor, models);
                } else {
                    cursor.skipValue();
                }
            }
        }
        cursor.finish();
        if (found) {
            models.send(reply);
        } else {
            reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's answer is no list of models"));
        }
    }

    private void list(JsonCursor cursor, ModelsReply models) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                model(cursor, models);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void model(JsonCursor cursor, ModelsReply models) {
        String id = "";
        String name = "";
        String owner = "";
        long created = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (c == '"' && (cursor.nameIs(NAME) || cursor.nameIs(MODEL))) {
                name = cursor.string();
            } else if (c == '"' && (cursor.nameIs(OWNER) || cursor.nameIs(ORGANIZATION))) {
                owner = cursor.string();
            } else if (c >= '0' && c <= '9' && cursor.nameIs(CREATED)) {
                created = cursor.number();
            } else {
                cursor.skipValue();
            }
        }
        String told = id.isEmpty() ? name : id;
        if (!told.isEmpty()) {
            models.model(told, created, owner.isEmpty() ? type : owner);
        }
    }
}
