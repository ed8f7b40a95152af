package dev.pointsman.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Read-only message headers; names are asked for in lower case and match in any case. */
public interface Headers {
    Headers NONE = name -> null;

    /** The first value of that name; null where there is none. */
    @Nullable
    String first(String lowerCaseName);

    /** Headers of given pairs: {@code Headers.of("content-type", "text/plain", …)}. */
    static Headers of(String... namesAndValues) {
        List<String> pairs = List.of(namesAndValues);
        return name -> {
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                if (pairs.get(i).equalsIgnoreCase(name)) {
                    return pairs.get(i + 1);
                }
            }
            return null;
        };
    }
}
