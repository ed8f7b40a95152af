package dev.pointsman.dialect.responses;

import static dev.pointsman.api.json.JsonText.ascii;

/**
 * Where an item stands in {@code output}.
 *
 * @param index from 0
 */
record Place(String id, int index) {
    /** As events tell it: {@code ,"item_id":"msg_…","output_index":0}. */
    byte[] told() {
        return ascii(",\"item_id\":\"" + id + "\",\"output_index\":" + index);
    }
}
