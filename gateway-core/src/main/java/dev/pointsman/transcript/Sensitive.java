package dev.pointsman.transcript;

import java.util.Locale;

/** What is removed from texts by its form, without a pattern of the policy's own. */
enum Sensitive {
    /** An address of electronic mail. */
    EMAIL(0),
    /** A telephone number: with its country, or in the usual forms of North America, and of countries whose numbers begin with 0. */
    PHONE(1),
    /** A number of a payment card: 13 to 19 digits whose check digit is right (ISO/IEC 7812-1, Luhn). */
    CARD(2),
    /** An account by its IBAN, whose check digits are right (ISO 13616, ISO 7064 MOD 97-10). */
    IBAN(3),
    /** An IPv4 or IPv6 address. */
    IP(4),
    /** A key of a known form, a bearer token, a JSON web token, a private key. */
    SECRET(5);

    private final int number;

    Sensitive(int number) {
        this.number = number;
    }

    /** From 0 on, in the order in which they stand here. */
    int number() {
        return number;
    }

    /** As a policy names it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What stands in its place. */
    String mark() {
        return "[" + word() + "]";
    }
}
