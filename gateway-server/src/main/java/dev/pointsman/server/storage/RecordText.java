package dev.pointsman.server.storage;

import dev.pointsman.api.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Puts the texts of a row back into its record. */
final class RecordText {
    /** The columns behind the record in a query. */
    static final String COLUMNS = ", prompt, reply";

    private RecordText() {}

    /** The record of a row of {@code record, prompt, reply}, with its texts as its last field; as it is where there are none. */
    static String of(ResultSet row) throws SQLException {
        String record = row.getString(1);
        String prompt = row.getString(2);
        String reply = row.getString(3);
        if (prompt == null && reply == null) {
            return record;
        }
        JsonWriter json = new JsonWriter(4_096);
        json.beginObject();
        json.fieldIfAny("prompt", prompt);
        json.fieldIfAny("reply", reply);
        json.endObject();
        String text = new String(json.buffer(), 0, json.length(), StandardCharsets.UTF_8);
        return record.substring(0, record.length() - 1) + ",\"text\":" + text + "}";
    }
}
