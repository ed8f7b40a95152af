package dev.pointsman.providers.openai;

import dev.pointsman.api.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one provider's form differs from OpenAI's, as data. A new provider of that form is one entry in {@link OpenAiDialects}.
 *
 * @param type the word of the policy
 * @param url base URL to which the endpoint's path below {@code /v1} is added; null where the policy must give it
 * @param keyName environment variable its key usually stands in, for messages; null where it needs no key
 * @param headers sent with every call, name then value in turn
 * @param fields what becomes of the fields of requests
 * @param endpoints what it serves
 */
record OpenAiDialect(
        String type,
        @Nullable String url,
        @Nullable String keyName,
        Credential credential,
        List<String> headers,
        FieldRules fields,
        Set<Quirk> quirks,
        Set<Endpoint> endpoints) {
    OpenAiDialect {
        headers = List.copyOf(headers);
        quirks = Set.copyOf(quirks);
        endpoints = Set.copyOf(endpoints);
    }

    /** OpenAI's own form: nothing differs, everything is served but what is not OpenAI's, or not by all. */
    static OpenAiDialect plain(String type, @Nullable String url, @Nullable String keyName) {
        return new OpenAiDialect(
                type,
                url,
                keyName,
                Credential.BEARER,
                List.of(),
                FieldRules.NONE,
                Set.of(),
                EnumSet.complementOf(EnumSet.of(
                        Endpoint.RESPONSES,
                        Endpoint.MESSAGES,
                        Endpoint.COUNT_TOKENS,
                        Endpoint.RERANK,
                        Endpoint.FEEDBACK)));
    }

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    OpenAiDialect with(Credential style) {
        return new OpenAiDialect(type, url, keyName, style, headers, fields, quirks, endpoints);
    }

    OpenAiDialect withHeaders(List<String> more) {
        var all = new ArrayList<>(headers);
        all.addAll(more);
        return new OpenAiDialect(type, url, keyName, credential, all, fields, quirks, endpoints);
    }

    OpenAiDialect dropping(String... names) {
        return fields(rules -> rules.dropping(names));
    }

    OpenAiDialect allowing(String... names) {
        return fields(rules -> rules.allowing(names));
    }

    OpenAiDialect keeping(String... names) {
        return fields(rules -> rules.keeping(names));
    }

    OpenAiDialect renaming(String from, String to) {
        return fields(rules -> rules.renaming(from, to));
    }

    OpenAiDialect saying(String field, Map<String, String> words) {
        return fields(rules -> rules.saying(field, words));
    }

    OpenAiDialect atMost(String field, double number) {
        return fields(rules -> rules.atMost(field, number));
    }

    /** For models of these names (a pattern): fields they refuse. */
    OpenAiDialect forModels(String pattern, String... names) {
        return fields(rules -> rules.forModels(pattern, Map.of(), names));
    }

    /** For models of these names (a pattern): words of one field. */
    OpenAiDialect forModels(String pattern, String field, Map<String, String> words) {
        return fields(rules -> rules.forModels(pattern, Map.of(field, words)));
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
                type, url, keyName, credential, headers, fields, quirks, EnumSet.copyOf(Arrays.asList(some)));
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

    private OpenAiDialect fields(UnaryOperator<FieldRules> change) {
        return new OpenAiDialect(type, url, keyName, credential, headers, change.apply(fields), quirks, endpoints);
    }

    private OpenAiDialect withQuirks(Set<Quirk> some) {
        return new OpenAiDialect(type, url, keyName, credential, headers, fields, some, endpoints);
    }
}
