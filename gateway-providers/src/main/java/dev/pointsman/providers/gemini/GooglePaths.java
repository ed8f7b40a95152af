package dev.pointsman.providers.gemini;

import java.nio.charset.StandardCharsets;

/**
 * Where the models of one provider entry are found: {@code v1beta/models/…} at AI Studio, {@code v1/projects/…/publishers/google/models/…} on
 * Vertex AI. A model may be named with its path ({@code tunedModels/x}, {@code endpoints/123}). Source: ai.google.dev and cloud.google.com, REST
 * references (autumn 2026).
 *
 * @param base path of the address, without a slash at its end; where it ends with a version, none is added
 * @param project "" at AI Studio, and where a key stands for the project
 * @param location of the project; "" where there is none
 * @param query of the address, with its {@code ?}; "" for none
 */
record GooglePaths(boolean vertex, String base, String project, String location, String query) {
    private static final String HEX = "0123456789ABCDEF";

    /** {@code action} is {@code generateContent} and the like; {@code parameters} are {@code name=value} or "". */
    String of(String model, String action, String parameters) {
        return version() + "/" + place(model) + ":" + action + query(parameters);
    }

    /** The list of models. */
    String models(String parameters) {
        String list = vertex ? versioned("v1beta1") + "/publishers/google/models" : version() + "/models";
        return list + query(parameters);
    }

    /** The whole name that embeddings of AI Studio want. */
    static String fullName(String model) {
        return model.indexOf('/') >= 0 ? model : "models/" + model;
    }

    private String version() {
        return versioned(vertex ? "v1" : "v1beta");
    }

    private String versioned(String version) {
        String last = base.substring(base.lastIndexOf('/') + 1);
        return last.matches("v\\d\\w*") ? base : base + "/" + version;
    }

    private String place(String model) {
        if (!vertex) {
            return encoded(fullName(model));
        }
        String projects = project.isEmpty() ? "" : "projects/" + project + "/locations/" + location + "/";
        if (model.startsWith("projects/")) {
            return encoded(model);
        }
        boolean path = model.startsWith("publishers/") || model.startsWith("endpoints/");
        String plain = model.startsWith("google/") ? model.substring("google/".length()) : model;
        if (plain.startsWith("models/")) {
            plain = plain.substring("models/".length());
        }
        return encoded(projects + (path ? model : "publishers/google/models/" + plain));
    }

    private String query(String parameters) {
        if (parameters.isEmpty()) {
            return query;
        }
        return query.isEmpty() ? "?" + parameters : query + "&" + parameters;
    }

    /** Percent-encodes what has no place in a path; slashes stay. */
    private static String encoded(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (word || "-._~/@".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }
}
