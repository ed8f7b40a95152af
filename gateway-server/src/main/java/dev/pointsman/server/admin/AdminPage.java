package dev.pointsman.server.admin;

/**
 * One answer of the admin listener.
 *
 * @param status HTTP status
 * @param contentType value of {@code Content-Type}
 */
public record AdminPage(int status, String contentType, String body) {
    public static AdminPage json(int status, String body) {
        return new AdminPage(status, "application/json", body);
    }
}
