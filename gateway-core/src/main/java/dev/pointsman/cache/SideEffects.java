package dev.pointsman.cache;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;

/** Tells requests that do more than ask: a reply from a cache would not do it again. Pure. */
public final class SideEffects {
    /** A request with one of these, whatever its value but null and false, reads or changes what a provider keeps, or has it look something up. */
    private static final String[] KEEPING = {
        "store",
        "background",
        "conversation",
        "previous_response_id",
        "container",
        "mcp_servers",
        "web_search_options",
        "search_parameters"
    };

    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] FUNCTION = JsonText.ascii("function");
    private static final byte[] CUSTOM = JsonText.ascii("custom");

    private SideEffects() {}

    /** Whether it has any: something is kept or looked up at the provider, or a tool of the provider's may run. */
    public static boolean of(ApiRequest request) {
        JsonFields fields = request.fields();
        byte[] body = request.body();
        for (String name : KEEPING) {
            int field = fields.indexOf(name);
            if (field >= 0 && body[fields.start(field)] != 'n' && body[fields.start(field)] != 'f') {
                return true;
            }
        }
        int tools = fields.indexOf("tools");
        return tools >= 0
                && body[fields.start(tools)] == '['
                && providersTool(new JsonCursor(body, fields.start(tools), fields.end(tools)));
    }

    private static boolean providersTool(JsonCursor cursor) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                return true;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (!cursor.nameIs(TYPE)) {
                    cursor.skipValue();
                } else if (cursor.peek() != '"') {
                    return true;
                } else {
                    cursor.skipString();
                    if (!cursor.textIs(FUNCTION) && !cursor.textIs(CUSTOM)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
