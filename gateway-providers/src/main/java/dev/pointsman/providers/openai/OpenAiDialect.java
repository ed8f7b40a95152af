package dev.pointsman.providers.openai;

import dev.pointsman.api.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one provider's form differs from OpenAI's, as data. A new provider of that form is one entry in {@link OpenAiDialects}.
 *
 * @param type the word of the policy
 * @param url base URL to which the endpoint's path below {@code /v1} is added; null where the policy must give it
 * @param keyName environment variable its key usually stands in, for messages; null where it needs no key
 * @param headers sent with every call, name then value in turn
 * @param drop top-level fields of chat and completion requests it refuses
 * @param rename top-level fields it calls by another name; where a request has both, the new name's value stays
 * @param values string values it calls by another word, by (old) field name
 * @param endpoints what it serves
 */
record OpenAiDialect(
        String type,
        @Nullable String url,
        @Nullable String keyName,
        Credential credential,
        List<String> headers,
        Set<String> drop,
        Map<String, String> rename,
        Map<String, Map<String, String>> values,
        Set<Quirk> quirks,
        Set<Endpoint> endpoints) {
    OpenAiDialect {
        headers = List.copyOf(headers);
        drop = Set.copyOf(drop);
        rename = Map.copyOf(rename);
        values = Map.copyOf(values);
        quirks = Set.copyOf(quirks);
        endpoints = Set.copyOf(endpoints);
    }

    /** OpenAI's own form: nothing differs, everything is served. */
    static OpenAiDialect plain(String type, @Nullable String url, @Nullable String keyName) {
        return new OpenAiDialect(
                type,
                url,
                keyName,
                Credential.BEARER,
                List.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                EnumSet.complementOf(EnumSet.of(
                        Endpoint.MODELS,
                        Endpoint.RESPONSES,
                        Endpoint.MESSAGES,
                        Endpoint.COUNT_TOKENS,
                        Endpoint.RERANK)));
    }

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    OpenAiDialect with(Credential style) {
        return new OpenAiDialect(type, url, keyName, style, headers, drop, rename, values, quirks, endpoints);
    }

    OpenAiDialect withHeaders(List<String> more) {
        var all = new ArrayList<>(headers);
        all.addAll(more);
        return new OpenAiDialect(type, url, keyName, credential, all, drop, rename, values, quirks, endpoints);
    }

    OpenAiDialect dropping(String... fields) {
        var more = new HashSet<>(drop);
        more.addAll(Arrays.asList(fields));
        return new OpenAiDialect(type, url, keyName, credential, headers, more, rename, values, quirks, endpoints);
    }

    OpenAiDialect renaming(String from, String to) {
        var more = new HashMap<>(rename);
        more.put(from, to);
        return new OpenAiDialect(type, url, keyName, credential, headers, drop, more, values, quirks, endpoints);
    }

    OpenAiDialect saying(String field, Map<String, String> words) {
        var more = new HashMap<>(values);
        more.put(field, Map.copyOf(words));
        return new OpenAiDialect(type, url, keyName, credential, headers, drop, rename, more, quirks, endpoints);
    }

    OpenAiDialect with(Quirk... some) {
        var more = new HashSet<>(quirks);
        more.addAll(Arrays.asList(some));
        return withQuirks(more);
    }

    OpenAiDialect without(Quirk... some) {
        var fewer = new HashSet<>(quirks);
        fewer.removeAll(Arrays.asList(some));
        return withQuirks(fewer);
    }

    OpenAiDialect serving(Endpoint... some) {
        return new OpenAiDialect(
                type,
                url,
                keyName,
                credential,
                headers,
                drop,
                rename,
                values,
                quirks,
                EnumSet.copyOf(Arrays.asList(some)));
    }

    /** What it serves, and these too. */
    OpenAiDialect alsoServing(Endpoint... more) {
        EnumSet<Endpoint> all = EnumSet.copyOf(endpoints);
        all.addAll(Arrays.asList(more));
        return serving(all.toArray(new Endpoint[0]));
    }

    /** What it serves but these, which must not be all. */
    OpenAiDialect notServing(Endpoint... fewer) {
        EnumSet<Endpoint> rest = EnumSet.copyOf(endpoints);
        rest.removeAll(Arrays.asList(fewer));
        return serving(rest.toArray(new Endpoint[0]));
    }

    private OpenAiDialect withQuirks(Set<Quirk> some) {
        return new OpenAiDialect(type, url, keyName, credential, headers, drop, rename, values, some, endpoints);
    }
}
