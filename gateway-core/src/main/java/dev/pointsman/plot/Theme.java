package dev.pointsman.plot;

/**
 * Colours of charts, as a style sheet: readable on white and on black, and told apart by readers who do not see all colours (after M. Okabe
 * and K. Ito, "Color Universal Design", 2008, darkened or lightened for contrast).
 */
final class Theme {
    private static final String[] ON_WHITE = {
        "#0067a5", "#c44e00", "#00805b", "#a3458a", "#8a6d00", "#3d8fc6", "#5b5b5b", "#7a3b1d"
    };
    private static final String[] ON_BLACK = {
        "#5fb4ee", "#ff9a4d", "#3fcf9f", "#e59acb", "#e8ca4a", "#9ad2f7", "#b9b9b9", "#d9a184"
    };
    /** Two lines of the same colour differ in their dashes. */
    static final int COLOURS = ON_WHITE.length;

    static final String GROUND = "#ffffff";
    static final String INK = "#1c1e21";
    static final String FAINT = "#5a6068";
    static final String GRID = "#e3e5e8";

    private Theme() {}

    /** Of a series, on white. */
    static String colour(int series) {
        return ON_WHITE[series % COLOURS];
    }

    static String sheet() {
        StringBuilder sheet = new StringBuilder(2048);
        sheet.append("text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}")
                .append(".t{font-size:15px;font-weight:600}.l{fill:none;stroke-width:2;stroke-linejoin:round}")
                .append(".again{stroke-dasharray:6 3}.b{opacity:.8}.d{stroke-dasharray:4 4}")
                .append(".m{stroke-dasharray:2 3}.g,.a,.d,.m{stroke-width:1;fill:none}\n");
        colours(sheet, GROUND, INK, FAINT, GRID, ON_WHITE);
        sheet.append("@media (prefers-color-scheme:dark){\n");
        colours(sheet, "#0d1117", "#e8eaed", "#a3abb5", "#2a3038", ON_BLACK);
        return sheet.append('}').toString();
    }

    private static void colours(
            StringBuilder sheet, String ground, String ink, String faint, String grid, String[] series) {
        sheet.append(".w{fill:")
                .append(ground)
                .append("}.t,.n{fill:")
                .append(ink)
                .append("}.k{fill:")
                .append(faint);
        sheet.append("}.g{stroke:")
                .append(grid)
                .append("}.a,.d,.m{stroke:")
                .append(faint)
                .append("}\n");
        for (int i = 0; i < series.length; i++) {
            sheet.append(".c").append(i).append("{stroke:").append(series[i]).append('}');
            sheet.append(".f").append(i).append("{fill:").append(series[i]).append("}");
        }
        sheet.append('\n');
    }
}
