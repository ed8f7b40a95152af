package dev.pointsman.server.dashboard;

import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboard's files: pages, styles and scripts as they are written, read once. They hold nothing that needs a key. */
public final class DashboardFiles {
    private static final List<String> OWN = List.of(
            "style.css",
            "icon.svg",
            "app.js",
            "api.js",
            "dom.js",
            "charts.js",
            "now.js",
            "requests.js",
            "decision.js",
            "models.js",
            "cost.js",
            "policy.js",
            "editor.js",
            "routers.js",
            "playground.js");

    /** Of the library that draws the charts, as its package holds it. */
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final List<String> OF_CHARTS = List.of("uPlot.esm.js", "uPlot.min.css");

    private DashboardFiles() {}

    /** The page at {@code /} and {@code /dashboard}, and what it loads. */
    public static List<AdminRoute> routes() {
        List<AdminRoute> routes = new ArrayList<>();
        AdminPage index = page("index.html", "index.html");
        routes.add(AdminRoute.page("/", () -> index));
        routes.add(AdminRoute.page("/dashboard", () -> index));
        Stream.concat(
                        OWN.stream().map(name -> file(name, name)),
                        OF_CHARTS.stream().map(name -> file(name, CHARTS + name)))
                .forEach(routes::add);
        return routes;
    }

    private static AdminRoute file(String name, String resource) {
        AdminPage page = page(name, resource);
        return AdminRoute.page("/dashboard/" + name, () -> page);
    }

    private static AdminPage page(String name, String resource) {
        return AdminPage.resource(DashboardFiles.class, resource, type(name));
    }

    private static String type(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no type is known of " + name);
        };
    }
}
