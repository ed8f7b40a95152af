package dev.pointsman.cache;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;

/** Tells requests that want the same answer each time. Pure. */
public final class SameAnswer {
    private SameAnswer() {}

    /** Whether it has a temperature of 0 or a seed, or its endpoint knows no chance. */
    public static boolean wantedBy(ApiRequest request) {
        Endpoint endpoint = request.endpoint();
        if (endpoint == Endpoint.EMBEDDINGS || endpoint == Endpoint.RERANK || endpoint == Endpoint.MODERATIONS) {
            return true;
        }
        JsonFields fields = request.fields();
        return number(request, fields.indexOf("seed"), false) || number(request, fields.indexOf("temperature"), true);
    }

    private static boolean number(ApiRequest request, int field, boolean zero) {
        if (field < 0) {
            return false;
        }
        JsonFields fields = request.fields();
        JsonCursor cursor = new JsonCursor(request.body(), fields.start(field), fields.end(field));
        int c = cursor.peek();
        return (c == '-' || (c >= '0' && c <= '9')) && (!zero || cursor.decimal() == 0);
    }
}
