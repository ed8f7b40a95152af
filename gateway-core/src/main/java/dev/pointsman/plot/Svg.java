package dev.pointsman.plot;

/** Text of an SVG picture under construction: elements with rounded coordinates and escaped words. */
final class Svg implements Canvas {
    private final StringBuilder text = new StringBuilder(8192);

    /** Begins a picture of that many pixels. */
    Svg(String title, int width, int height) {
        raw("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 "
                + width + " " + height + "\" role=\"img\">");
        raw("<title>" + escaped(title) + "</title>");
        raw("<style>\n" + Theme.sheet() + "\n</style>");
    }

    private void raw(String markup) {
        text.append(markup).append('\n');
    }

    @Override
    public void clip(int x, int y, int width, int height) {
        raw("<clipPath id=\"plot\"><rect x=\"" + x + "\" y=\"" + y + "\" width=\"" + width + "\" height=\"" + height
                + "\"/></clipPath>");
        raw("<g clip-path=\"url(#plot)\">");
    }

    /** All of it; ends what is clipped, and the picture. */
    String end() {
        raw("</g>");
        raw("</svg>");
        return text.toString();
    }

    @Override
    public void line(String style, double x1, double y1, double x2, double y2) {
        text.append("<line class=\"").append(style).append('"');
        attribute("x1", x1);
        attribute("y1", y1);
        attribute("x2", x2);
        attribute("y2", y2);
        raw("/>");
    }

    @Override
    public void circle(String style, double x, double y, double radius) {
        text.append("<circle class=\"").append(style).append('"');
        attribute("cx", x);
        attribute("cy", y);
        attribute("r", radius);
        raw("/>");
    }

    @Override
    public void rectangle(String style, double x, double y, double width, double height) {
        text.append("<rect class=\"").append(style).append('"');
        attribute("x", x);
        attribute("y", y);
        attribute("width", width);
        attribute("height", height);
        raw("/>");
    }

    @Override
    public void path(String style, double[] x, double[] y) {
        StringBuilder d = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < x.length; i++) {
            boolean there = !Double.isNaN(x[i]);
            if (there) {
                d.append(pen ? 'L' : 'M').append(pixels(x[i])).append(' ').append(pixels(y[i]));
            }
            pen = there;
        }
        raw("<path class=\"" + style + "\" d=\"" + d + "\"/>");
    }

    @Override
    public void words(String style, double x, double y, String anchor, String words) {
        text.append("<text class=\"").append(style).append('"');
        attribute("x", x);
        attribute("y", y);
        raw(" text-anchor=\"" + anchor + "\">" + escaped(words) + "</text>");
    }

    @Override
    public void wordsUpwards(String style, double x, double y, String words) {
        String place = pixels(x) + " " + pixels(y);
        raw("<text class=\"" + style + "\" transform=\"translate(" + place + ") rotate(-90)\" text-anchor=\"middle\">"
                + escaped(words) + "</text>");
    }

    private void attribute(String name, double value) {
        text.append(' ').append(name).append("=\"").append(pixels(value)).append('"');
    }

    /** A tenth of a pixel is the finest that is seen. */
    static String pixels(double value) {
        return number(value, 1, false);
    }

    /** Plain decimals, the same in every locale; zeros at the end are left out where thousands stay together. */
    static String number(double value, int places, boolean forReaders) {
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        long units = Math.round(Math.abs(value) * scale);
        StringBuilder digits = new StringBuilder(Long.toString(units / scale));
        for (int at = digits.length() - 3; forReaders && at > 0; at -= 3) {
            digits.insert(at, ',');
        }
        String fraction = Long.toString(scale + units % scale).substring(1);
        if (places > 0 && (forReaders || units % scale != 0)) {
            digits.append('.').append(fraction);
        }
        return (value < 0 && units != 0 ? "-" : "") + digits;
    }

    static String escaped(String words) {
        StringBuilder safe = new StringBuilder(words.length() + 8);
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> safe.append(c < ' ' ? ' ' : c);
            }
        }
        return safe.toString();
    }
}
