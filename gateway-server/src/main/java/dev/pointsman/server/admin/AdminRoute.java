package dev.pointsman.server.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked of the admin listener.
 *
 * @param method {@code GET} (which serves {@code HEAD} too), {@code POST} or {@code DELETE}
 * @param path such as {@code /admin/v1/policy/versions/{digest}}; a part in braces is a parameter
 * @param blocking whether it may touch files: then it runs on the admin worker, not on the loop
 */
public record AdminRoute(String method, String path, boolean blocking, Answer answer) {
    /** Makes the answer. */
    public interface Answer {
        /**
         * Makes it.
         *
         * @throws AdminProblem where it is not done
         */
        AdminPage to(AdminRequest request);
    }

    /** A page that is made at once, for whoever reaches the listener. */
    public static AdminRoute page(String path, Supplier<AdminPage> page) {
        return new AdminRoute("GET", path, false, request -> page.get());
    }

    /** Something to read; it may block. */
    public static AdminRoute get(String path, Answer answer) {
        return new AdminRoute("GET", path, true, answer);
    }

    /** Something that changes the gateway; it may block. */
    public static AdminRoute post(String path, Answer answer) {
        return new AdminRoute("POST", path, true, answer);
    }

    /** Something that takes away; it may block. */
    public static AdminRoute delete(String path, Answer answer) {
        return new AdminRoute("DELETE", path, true, answer);
    }

    boolean takes(String asked) {
        return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
    }

    /** The parameters of a path; null where it is not of this route. */
    @Nullable
    Map<String, String> match(String asked) {
        List<String> its = List.of(path.split("/", -1));
        List<String> parts = List.of(asked.split("/", -1));
        if (its.size() != parts.size()) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < its.size(); i++) {
            String named = its.get(i);
            if (named.startsWith("{") && !parts.get(i).isEmpty()) {
                parameters.put(named.substring(1, named.length() - 1), parts.get(i));
            } else if (!named.equals(parts.get(i))) {
                return null;
            }
        }
        return parameters;
    }
}
