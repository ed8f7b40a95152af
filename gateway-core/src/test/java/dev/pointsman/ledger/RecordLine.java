package dev.pointsman.ledger;

import dev.pointsman.api.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** A record as a line of the ledger. */
public final class RecordLine {
    private RecordLine() {}

    public static String of(DecisionRecord record) {
        JsonWriter json = written(record);
        return new String(json.buffer(), 0, json.length(), StandardCharsets.UTF_8);
    }

    public static void append(LineLedger ledger, DecisionRecord record) {
        JsonWriter json = written(record);
        ledger.append(json.buffer(), json.length());
    }

    private static JsonWriter written(DecisionRecord record) {
        JsonWriter json = new JsonWriter(4_096);
        DecisionJson.write(record, json);
        return json;
    }
}
