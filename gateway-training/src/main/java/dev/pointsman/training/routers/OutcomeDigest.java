package dev.pointsman.training.routers;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells tables apart: SHA-256 over the models' names, the prompts, scores, costs and known odds, in order. */
final class OutcomeDigest {
    private OutcomeDigest() {}

    static String of(OutcomeTable table) {
        MessageDigest sha256 = sha256();
        table.models().forEach(model -> add(sha256, model));
        for (OutcomeRow row : table.rows()) {
            add(sha256, row.prompt());
            ByteBuffer numbers = ByteBuffer.allocate(24 * table.models().size());
            for (int model = 0; model < table.models().size(); model++) {
                numbers.putDouble(row.score(model)).putDouble(row.costUsd(model));
                if (row.drawn()) {
                    numbers.putDouble(row.odds(model));
                }
            }
            sha256.update(numbers.flip());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void add(MessageDigest sha256, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
