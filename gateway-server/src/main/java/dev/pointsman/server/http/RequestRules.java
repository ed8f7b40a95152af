package dev.pointsman.server.http;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.server.http.request.Inflation;
import dev.pointsman.server.http.request.RequestTarget;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which requests are served at all, told from their heads: path, method, form of the body, expectations, web origins. */
final class RequestRules {
    private static final String PREFLIGHT_METHODS = "GET, HEAD, POST, OPTIONS";
    private static final String PREFLIGHT_HEADERS =
            "authorization, content-type, openai-organization, openai-project, x-request-id";
    private static final String EXPOSED_HEADERS = "x-request-id, retry-after, x-should-retry, x-gateway-model,"
            + " x-gateway-deployment, x-gateway-rule, x-gateway-decision, x-gateway-attempts, x-gateway-cost,"
            + " x-gateway-overhead-ms, x-gateway-queue-ms";

    /** Headers that mean one thing: of two of them, servers on the way might take the other one. */
    static final List<String> SINGULAR =
            List.of("authorization", "content-encoding", "content-type", "expect", "x-api-key", "api-key");

    /**
     * The head of a request in either version of HTTP, its framing already checked.
     *
     * @param target origin form, as it came: path and query
     * @param bodyBytes 0 where none follows, -1 where the length is not told
     */
    record Head(String method, String target, Headers headers, long bodyBytes) {}

    /** A request that may send its body. */
    record Admission(Endpoint endpoint, String path, Headers headers, Inflation inflation) {}

    private RequestRules() {}

    /**
     * Null for a CORS preflight that is granted. Sets the reply's CORS and {@code Allow} headers.
     *
     * @throws GatewayException for a request that is not served
     */
    static @Nullable Admission admit(Head head, FrontSettings settings, ClientResponse response) {
        String expectation = head.headers().first("expect");
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            throw new GatewayException(ErrorKind.EXPECTATION_FAILED, "the only expectation met is 100-continue");
        }
        String path = head.target();
        Endpoint endpoint = Endpoint.of(path);
        if (endpoint == null || endpoint == Endpoint.MODELS) {
            path = RequestTarget.path(path);
            endpoint = Endpoint.of(path);
        }
        boolean granted = !settings.corsOrigins().isEmpty() && grantOrigin(head, settings, response);
        if (endpoint == null) {
            throw new GatewayException(
                    ErrorKind.NOT_FOUND,
                    "Unknown request URL: " + head.method() + " " + shortened(path)
                            + ". Please check the URL for typos.");
        }
        response.endpoint(endpoint);
        if (granted && head.method().equals("OPTIONS")) {
            return null;
        }
        if (!granted && head.method().equals("POST")) {
            refuseOrigin(head.headers().first("origin"));
        }
        checkMethod(head.method(), endpoint, response);
        checkContentType(head.headers().first("content-type"), endpoint);
        return new Admission(
                endpoint, path, head.headers(), Inflation.of(head.headers().first("content-encoding")));
    }

    /** @throws GatewayException for a header of {@link #SINGULAR} that stands there twice */
    static void refuseSecond(String name, Iterator<? extends CharSequence> values) {
        if (values.hasNext()) {
            values.next();
            if (values.hasNext()) {
                throw new GatewayException(
                        ErrorKind.INVALID_REQUEST, "the request has more than one " + name + " header");
            }
        }
    }

    static boolean awaitsContinue(Head head) {
        return head.headers().first("expect") != null;
    }

    private static String shortened(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200) + "…";
    }

    /**
     * A page may send some bodies without a preflight, and need not read the reply to do harm: it would spend the money of a gateway that
     * is open on this machine.
     */
    private static void refuseOrigin(@Nullable String origin) {
        if (origin != null) {
            throw new GatewayException(
                            ErrorKind.PERMISSION,
                            "web pages of this origin may not call; the policy's server.cors lists those that may")
                    .withCode("origin_not_allowed");
        }
    }

    private static void checkMethod(String method, Endpoint endpoint, ClientResponse response) {
        boolean read = endpoint.form() == Endpoint.Form.NONE;
        if (read ? method.equals("GET") || method.equals("HEAD") : method.equals("POST")) {
            return;
        }
        String allowed = read ? "GET, HEAD" : "POST";
        List<String> headers = new ArrayList<>(response.headers());
        headers.add("allow");
        headers.add(allowed);
        response.headers(headers);
        throw new GatewayException(ErrorKind.METHOD_NOT_ALLOWED, "Not allowed here; use " + allowed + ".");
    }

    private static void checkContentType(@Nullable String contentType, Endpoint endpoint) {
        switch (endpoint.form()) {
            case NONE -> {}
            case JSON -> {
                if (contentType != null && !isJson(contentType)) {
                    throw new GatewayException(
                            ErrorKind.UNSUPPORTED_MEDIA,
                            "the body must be JSON, sent as content-type application/json");
                }
            }
            case MULTIPART -> {
                if (contentType == null || !mediaTypeIs(contentType, "multipart/form-data")) {
                    throw new GatewayException(
                            ErrorKind.UNSUPPORTED_MEDIA, "the body must be sent as content-type multipart/form-data");
                }
            }
        }
    }

    private static boolean isJson(String contentType) {
        if (mediaTypeIs(contentType, "application/json")) {
            return true;
        }
        int end = contentType.indexOf(';');
        String media = (end < 0 ? contentType : contentType.substring(0, end)).trim();
        return media.regionMatches(true, 0, "application/", 0, 12)
                && media.regionMatches(true, media.length() - 5, "+json", 0, 5);
    }

    private static boolean mediaTypeIs(String contentType, String wanted) {
        int length = wanted.length();
        if (!contentType.regionMatches(true, 0, wanted, 0, length)) {
            return false;
        }
        return contentType.length() == length
                || contentType.charAt(length) == ';'
                || contentType.charAt(length) == ' '
                || contentType.charAt(length) == '\t';
    }

    /** Adds the headers that let a page of the request's origin read the reply, where the settings admit it. */
    private static boolean grantOrigin(Head head, FrontSettings settings, ClientResponse response) {
        String origin = head.headers().first("origin");
        boolean any = settings.corsOrigins().contains("*");
        if (origin == null || (!any && !settings.corsOrigins().contains(origin))) {
            return false;
        }
        List<String> headers = new ArrayList<>(12);
        add(headers, "access-control-allow-origin", any ? "*" : origin);
        add(headers, "vary", "origin");
        if (!head.method().equals("OPTIONS")) {
            add(headers, "access-control-expose-headers", EXPOSED_HEADERS);
        } else {
            String wanted = head.headers().first("access-control-request-headers");
            add(headers, "access-control-allow-methods", PREFLIGHT_METHODS);
            add(headers, "access-control-allow-headers", wanted == null ? PREFLIGHT_HEADERS : wanted);
            add(headers, "access-control-max-age", "86400");
        }
        response.headers(headers);
        return true;
    }

    private static void add(List<String> headers, String name, String value) {
        headers.add(name);
        headers.add(value);
    }
}
