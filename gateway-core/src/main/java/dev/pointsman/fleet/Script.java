package dev.pointsman.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A program for the shared store.
 *
 * @param sha1 of its text, in hexadecimal digits: its name there
 */
public record Script(String name, String text, String sha1) {
    static final Script TAKE = of("take");
    static final Script CHANGE = of("change");
    static final Script ASSERT = of("assert");
    static final Script HEARTBEAT = of("heartbeat");
    static final Script LEAVE = of("leave");

    /** Which deployments gateways leave alone. */
    public static final Script HINTS = of("hints");

    /** Which kept replies count no more. */
    public static final Script FORGOTTEN = of("forgotten");

    private static Script of(String name) {
        String text = read("windows") + read(name);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(name, text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
