package dev.pointsman.e2e.dashboard;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One tab of a browser. */
final class Tab {
    private static final JsonMapper JSON = new JsonMapper();

    private final Browser browser;
    private final String session;

    Tab(Browser browser, String session) {
        this.browser = browser;
        this.session = session;
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
    }

    JsonNode send(String method, Map<String, ?> parameters) {
        return browser.send(session, method, parameters);
    }

    void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** {@code light} or {@code dark}, as the system would say. */
    void scheme(String scheme) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Opens an address and waits for the page of the dashboard. */
    void open(String url) {
        send("Page.navigate", Map.of("url", "about:blank"));
        send("Page.navigate", Map.of("url", url));
        waitFor("document.querySelector('[data-shown=yes]') !== null || document.querySelector('dialog') !== null");
    }

    /** What an expression gives; a promise is waited for. */
    JsonNode evaluate(String expression) {
        JsonNode result = send(
                "Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Until a condition holds in the page. */
    void waitFor(String condition) {
        try {
            evaluate("new Promise(done => { const look = () => { let held = false; try { held = Boolean(" + condition
                    + "); } catch (notYet) { held = false; } held ? done(true) : setTimeout(look, 20); }; look(); })");
        } catch (CompletionException never) {
            String seen = evaluate("document.body.innerText.slice(0, 2000)").asString("");
            throw new IllegalStateException("never came: " + condition + "; there is: " + seen, never);
        }
    }

    /** Until a text stands anywhere in the page. */
    void waitForText(String text) {
        waitFor("document.body.innerText.includes(" + JSON.writeValueAsString(text) + ")");
    }

    void click(String selector) {
        waitFor("document.querySelector(" + JSON.writeValueAsString(selector) + ")");
        evaluate("document.querySelector(" + JSON.writeValueAsString(selector) + ").click()");
    }

    /** Clicks a button by what stands on it. */
    void press(String name) {
        String found = "[...document.querySelectorAll('button')].find(each => each.textContent === "
                + JSON.writeValueAsString(name) + ")";
        waitFor(found);
        evaluate(found + ".click()");
    }

    /** Types into what has the focus. */
    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    void key(String key, int code, int modifiers) {
        Map<String, Object> event =
                Map.of("key", key, "code", key, "windowsVirtualKeyCode", code, "modifiers", modifiers);
        for (String type : List.of("rawKeyDown", "keyUp")) {
            var with = new HashMap<>(event);
            with.put("type", type);
            send("Input.dispatchKeyEvent", with);
        }
    }

    void screenshot(Path file, boolean whole) throws IOException {
        JsonNode shot = send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asString()));
    }

    /** Exceptions, and what was logged as an error. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        for (JsonNode event : browser.events(session)) {
            JsonNode told = event.path("params");
            switch (event.path("method").asString("")) {
                case "Runtime.exceptionThrown" ->
                    errors.add(told.path("exceptionDetails").toString());
                case "Runtime.consoleAPICalled" -> {
                    if (told.path("type").asString("").equals("error")) {
                        errors.add(told.path("args").toString());
                    }
                }
                case "Log.entryAdded" -> {
                    if (told.path("entry").path("level").asString("").equals("error")) {
                        errors.add(told.path("entry").toString());
                    }
                }
                default -> {
                    // what else happens is no error
                }
            }
        }
        return errors;
    }

    /** Hosts and ports that were asked for anything. */
    List<String> hosts() {
        return browser.events(session).stream()
                .filter(event -> event.path("method").asString("").equals("Network.requestWillBeSent"))
                .map(event -> event.path("params").path("request").path("url").asString(""))
                .filter(url -> url.startsWith("http"))
                .map(url -> URI.create(url).getAuthority())
                .distinct()
                .toList();
    }
}
