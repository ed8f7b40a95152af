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
 * @param pace where its answer is made
 * @param opening begins an answer that goes on; null where it is one page
 */
public record AdminRoute(
        String method,
        String path,
        Pace pace,
        Answer answer,
        @Nullable Opening opening) {
    private static final Answer STREAMED = request -> {
        throw new IllegalStateException("a stream has no page");
    };

    /** Where an answer is made. */
    public enum Pace {
        /** On the loop: it is at hand. */
        AT_ONCE,
        /** On the admin worker: it may touch files. */
        BLOCKING,
        /** On a thread for what takes seconds, so that nothing else waits for it. */
        SLOW
    }

    /** Makes the answer. */
    public interface Answer {
        /**
         * Makes it.
         *
         * @throws AdminProblem where it is not done
         */
        AdminPage to(AdminRequest request);
    }

    /** Begins an answer that goes on. */
    public interface Opening {
        /**
         * Begins it, on the loop.
         *
         * @throws AdminProblem where it is not done; before the stream has begun
         */
        void open(AdminRequest request, AdminStream stream);
    }

    /** A page that is made at once, for whoever reaches the listener. */
    public static AdminRoute page(String path, Supplier<AdminPage> page) {
        return new AdminRoute("GET", path, Pace.AT_ONCE, request -> page.get(), null);
    }

    /** Something to read; it may block. */
    public static AdminRoute get(String path, Answer answer) {
        return new AdminRoute("GET", path, Pace.BLOCKING, answer, null);
    }

    /** Something that changes the gateway; it may block. */
    public static AdminRoute post(String path, Answer answer) {
        return new AdminRoute("POST", path, Pace.BLOCKING, answer, null);
    }

    /** Something that takes away; it may block. */
    public static AdminRoute delete(String path, Answer answer) {
        return new AdminRoute("DELETE", path, Pace.BLOCKING, answer, null);
    }

    /** Something that goes on. */
    public static AdminRoute stream(String method, String path, Opening opening) {
        return new AdminRoute(method, path, Pace.AT_ONCE, STREAMED, opening);
    }

    /** The same, made on the thread for what takes seconds. */
    public AdminRoute slow() {
        return new AdminRoute(method, path, Pace.SLOW, answer, opening);
    }

    boolean takes(String asked) {
        return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET") && opening == null);
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
