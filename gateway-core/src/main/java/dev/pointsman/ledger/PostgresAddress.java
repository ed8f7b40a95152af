package dev.pointsman.ledger;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.config.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database, as {@code postgresql://user@host:5432/database?sslmode=verify-full} names it.
 *
 * @param user of the database
 * @param hosts one or more, parted by commas, each with its port where that is not 5432
 * @param database its name
 * @param parameters as they stand after the question mark, "" for none
 * @param password asked for at each connection; null where the server wants none
 */
public record PostgresAddress(
        String user,
        String hosts,
        String database,
        String parameters,
        @Nullable Password password) {
    public static final String PREFIX = "postgresql://";

    /** What a connection may be told; the names are libpq's, but for the camel-cased, which are the driver's. */
    private static final List<String> PARAMETERS = List.of(
            "sslmode",
            "sslrootcert",
            "sslcert",
            "sslkey",
            "sslNegotiation",
            "channelBinding",
            "gssEncMode",
            "targetServerType",
            "currentSchema",
            "connectTimeout",
            "socketTimeout",
            "options");

    /**
     * A password by reference.
     *
     * @param reference as the policy names it; two passwords are equal where this is
     */
    public record Password(String reference, Secret secret) {
        /** Of a policy; null where there is none, or a problem was noted. */
        public static @Nullable Password from(@Nullable ConfigNode node) {
            Secret secret = node == null ? null : node.secret();
            return node == null || secret == null ? null : new Password(node.text(), secret);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Password password && password.reference.equals(reference);
        }

        @Override
        public int hashCode() {
            return reference.hashCode();
        }
    }

    /** Reads an address that begins with {@value #PREFIX}; null, with a problem noted, where it is none. */
    static @Nullable PostgresAddress from(ConfigNode node, @Nullable Password password) {
        String rest = node.text().substring(PREFIX.length());
        int question = rest.indexOf('?');
        String parameters = question < 0 ? "" : rest.substring(question + 1);
        String place = question < 0 ? rest : rest.substring(0, question);
        int at = place.lastIndexOf('@');
        int slash = place.indexOf('/', at + 1);
        if (at > 0 && place.lastIndexOf(':', at) >= 0) {
            node.problem("expected no password in an address: name it by reference, in storage.password");
            return null;
        }
        if (at < 1
                || slash <= at + 1
                || slash == place.length() - 1
                || place.indexOf('/', slash + 1) >= 0
                || !printable(rest)) {
            node.problem("expected postgresql://USER@HOST/DATABASE but found \"" + node.text() + "\"");
            return null;
        }
        String unknown = unknown(parameters);
        if (unknown != null) {
            node.problem(
                    PARAMETERS.contains(unknown)
                            ? "expected a value of parameter " + unknown
                            : "unknown parameter \"" + unknown + "\"" + NearestWord.hint(unknown, PARAMETERS));
            return null;
        }
        String user = decoded(place.substring(0, at));
        String database = decoded(place.substring(slash + 1));
        if (user == null || database == null) {
            node.problem("expected %XX with two hexadecimal digits but found \"" + node.text() + "\"");
            return null;
        }
        return new PostgresAddress(user, place.substring(at + 1, slash), database, parameters, password);
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(each -> each > ' ' && each != 0x7f);
    }

    /** The first parameter that is none: its name is not known, or it has no value. */
    private static @Nullable String unknown(String parameters) {
        int from = 0;
        while (from < parameters.length()) {
            int and = parameters.indexOf('&', from);
            String each = parameters.substring(from, and < 0 ? parameters.length() : and);
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            if (!PARAMETERS.contains(name) || equals < 0) {
                return equals < 0 ? each : name;
            }
            from += each.length() + 1;
        }
        return null;
    }

    private static @Nullable String decoded(String text) {
        try {
            String plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            return plain.indexOf('\0') >= 0 ? null : plain;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** As a policy writes it, without its parameters. */
    @Override
    public String toString() {
        return PREFIX + user + "@" + hosts + "/" + database;
    }
}
