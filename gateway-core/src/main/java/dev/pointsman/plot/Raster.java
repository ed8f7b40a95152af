package dev.pointsman.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** A picture of pixels in the colours for light pages. Letters are those of the machine's own sans-serif. Needs the module {@code java.desktop}, and no display. */
final class Raster implements Canvas {
    private static final int SCALE = 2;
    private static final float BAR_OPACITY = 0.8f;

    private final Graphics2D graphics;

    private Raster(Graphics2D graphics) {
        this.graphics = graphics;
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    static byte[] png(int width, int height, Consumer<Canvas> drawing) throws NoPictures {
        if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
            throw new NoPictures("this Java has no module java.desktop");
        }
        try {
            return drawn(width, height, drawing);
        } catch (LinkageError | InternalError broken) { // a headless Java whose system has no libfreetype, or no fonts
            throw new NoPictures("this Java cannot draw letters: " + broken.getMessage(), broken);
        }
    }

    private static byte[] drawn(int width, int height, Consumer<Canvas> drawing) {
        BufferedImage image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        drawing.accept(new Raster(graphics));
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    @Override
    public void line(String style, double x1, double y1, double x2, double y2) {
        pen(style);
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void circle(String style, double x, double y, double radius) {
        graphics.setColor(colour(style));
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void rectangle(String style, double x, double y, double width, double height) {
        graphics.setColor(colour(style));
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void path(String style, double[] x, double[] y) {
        Path2D path = new Path2D.Double();
        boolean pen = false;
        for (int i = 0; i < x.length; i++) {
            boolean there = !Double.isNaN(x[i]);
            if (there && pen) {
                path.lineTo(x[i], y[i]);
            } else if (there) {
                path.moveTo(x[i], y[i]);
            }
            pen = there;
        }
        pen(style);
        graphics.draw(path);
    }

    @Override
    public void words(String style, double x, double y, String anchor, String words) {
        boolean title = style.equals("t");
        graphics.setFont(new Font(Font.SANS_SERIF, title ? Font.BOLD : Font.PLAIN, title ? 15 : 12));
        graphics.setColor(colour(style));
        double width = graphics.getFontMetrics().stringWidth(words);
        double before = switch (anchor) {
            case "middle" -> width / 2;
            case "end" -> width;
            default -> 0;
        };
        graphics.drawString(words, (float) (x - before), (float) y);
    }

    @Override
    public void wordsUpwards(String style, double x, double y, String words) {
        AffineTransform upright = graphics.getTransform();
        graphics.translate(x, y);
        graphics.rotate(-Math.PI / 2);
        words(style, 0, 0, "middle", words);
        graphics.setTransform(upright);
    }

    @Override
    public void clip(int x, int y, int width, int height) {
        graphics.clipRect(x, y, width, height);
    }

    private void pen(String style) {
        List<String> classes = List.of(style.split(" "));
        graphics.setColor(colour(style));
        float[] dashes = classes.contains("again")
                ? new float[] {6, 3}
                : classes.contains("d") ? new float[] {4, 4} : classes.contains("m") ? new float[] {2, 3} : null;
        float width = classes.contains("l") ? 2 : 1;
        graphics.setStroke(
                dashes == null
                        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    }

    /** Of the last class that has one. */
    private static Color colour(String style) {
        Color colour = Color.decode(Theme.INK);
        boolean bar = false;
        for (String each : style.split(" ", -1)) {
            bar |= each.equals("b");
            char kind = each.charAt(0);
            if (each.length() == 2 && (kind == 'c' || kind == 'f')) {
                colour = Color.decode(Theme.colour(each.charAt(1) - '0'));
            } else {
                colour = switch (each) {
                    case "w" -> Color.decode(Theme.GROUND);
                    case "g" -> Color.decode(Theme.GRID);
                    case "k", "a", "d", "m" -> Color.decode(Theme.FAINT);
                    default -> colour;
                };
            }
        }
        return bar
                ? new Color(colour.getRed() / 255f, colour.getGreen() / 255f, colour.getBlue() / 255f, BAR_OPACITY)
                : colour;
    }
}
