package dev.pointsman.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LineChartTest {
    @Test
    void thePngShowsTheSameAtTwiceTheSizeWithoutADisplay() throws Exception {
        LineChart chart = new LineChart("Title", "x", "y")
                .line("one", new double[] {0, 1, 2}, new double[] {1, Double.NaN, 3})
                .points("two", new double[] {0.5}, new double[] {2})
                .bars("three", new double[] {1}, new double[] {2})
                .mark(1, "here")
                .diagonal();

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png()));

        assertThat(chart.svg()).contains("width=\"800\" height=\"" + image.getHeight() / 2 + "\"");
        assertThat(image.getWidth()).isEqualTo(1_600);
        assertThat(image.getRGB(2, 2) & 0xffffff).as("ground").isEqualTo(0xffffff);
        assertThat(image.getRGB(148, 92) & 0xffffff)
                .as("sample of the first line")
                .isEqualTo(0x0067a5);
        int title = 0;
        for (int x = 128; x < 220; x++) {
            for (int y = 30; y < 54; y++) {
                title += (image.getRGB(x, y) & 0xff) < 0x80 ? 1 : 0;
            }
        }
        assertThat(title).as("dark pixels of the title").isGreaterThan(40);
    }

    private static final double[] X = {0, 1, 2, 3};

    @Test
    void pictureIsWellFormedWhateverItsWordsAre() throws Exception {
        String title = "a < b & \"c\" \u0001 > d";

        Document svg = parsed(new LineChart(title, "x", "y").line("<s>", X, new double[] {1, 2, 3, 4}));

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(words(svg)).contains("a < b & \"c\"   > d", "<s>", "x", "y");
    }

    @Test
    void sameValuesGiveTheSameText() {
        assertThat(chart().svg()).isEqualTo(chart().svg());
    }

    @Test
    void axesHaveRoundTicksAroundTheValues() throws Exception {
        Document svg = parsed(new LineChart("t", "x", "y").line("s", X, new double[] {120, 2400, 9000, 11_700}));

        assertThat(words(svg)).contains("0", "2,500", "5,000", "7,500", "10,000", "12,500", "0.5", "3.0");
    }

    @Test
    void largerValuesStandHigher() throws Exception {
        Document svg = parsed(new LineChart("t", "x", "y").points("s", X, new double[] {1, 2, 3, 4}));

        List<Element> dots = all(svg, "circle");
        assertThat(dots).hasSize(5); // the first is the legend's
        for (int i = 2; i < dots.size(); i++) {
            assertThat(number(dots.get(i), "cy")).isLessThan(number(dots.get(i - 1), "cy"));
            assertThat(number(dots.get(i), "cx")).isGreaterThan(number(dots.get(i - 1), "cx"));
        }
    }

    @Test
    void lineHasGapsWhereNothingIsKnown() throws Exception {
        double[] y = {1, Double.NaN, 2, 3};

        Document svg = parsed(new LineChart("t", "x", "y").line("s", X, y));

        String d = all(svg, "path").get(0).getAttribute("d");
        assertThat(d.chars().filter(c -> c == 'M')).hasSize(2);
        assertThat(d.chars().filter(c -> c == 'L')).hasSize(1);
        assertThat(d).doesNotContain("NaN");
    }

    @Test
    void barsStandOnZero() throws Exception {
        Document svg = parsed(new LineChart("t", "x", "y").bars("s", X, new double[] {1, 2, -1, 4}));

        List<Element> bars = all(svg, "rect").stream()
                .filter(bar -> bar.getAttribute("class").startsWith("b "))
                .skip(1)
                .toList();
        assertThat(bars).hasSize(4);
        double zero = number(bars.get(0), "y") + number(bars.get(0), "height");
        assertThat(number(bars.get(3), "y") + number(bars.get(3), "height")).isCloseTo(zero, within());
        assertThat(number(bars.get(2), "y")).isCloseTo(zero, within());
        assertThat(number(bars.get(3), "height")).isCloseTo(4 * number(bars.get(0), "height"), within());
    }

    @Test
    void diagonalRunsFromCornerToCornerOfEqualAxes() throws Exception {
        LineChart chart = new LineChart("t", "x", "y")
                .yRange(0, 1)
                .diagonal()
                .line("s", new double[] {0, 1}, new double[] {0.2, 0.9});

        Element line = all(parsed(chart), "line").stream()
                .filter(one -> one.getAttribute("class").equals("d"))
                .findFirst()
                .orElseThrow();

        assertThat(number(line, "x1")).isEqualTo(64);
        assertThat(number(line, "x2")).isEqualTo(776);
        assertThat(number(line, "y1") - number(line, "y2")).isEqualTo(300);
    }

    @Test
    void marksAreUprightLinesWithAWord() throws Exception {
        Document svg = parsed(chart().mark(1.5, "slow from here"));

        Element line = all(svg, "line").stream()
                .filter(one -> one.getAttribute("class").equals("m"))
                .findFirst()
                .orElseThrow();
        assertThat(number(line, "x1")).isEqualTo(number(line, "x2")).isEqualTo(420);
        assertThat(words(svg)).contains("slow from here");
    }

    @Test
    void manyNamesTakeFurtherRowsAndPushThePlotDown() throws Exception {
        LineChart few = new LineChart("t", "x", "y").line("one", X, X);
        LineChart many = new LineChart("t", "x", "y");
        for (int i = 0; i < 12; i++) {
            many.line("a rather long name " + i, X, X);
        }

        assertThat(height(many)).isGreaterThan(height(few) + 40);
        assertThat(all(parsed(many), "path").get(9).getAttribute("class")).isEqualTo("l c1 again");
    }

    @Test
    void chartWithoutValuesIsStillAChart() throws Exception {
        assertThat(words(parsed(new LineChart("empty", "x", "y")))).contains("empty", "0.0", "1.0");
        assertThat(words(parsed(new LineChart("one", "x", "y").points("p", new double[] {5}, new double[] {0}))))
                .contains("5.0", "0.0");
    }

    @Test
    void seriesNeedsAYForEachX() {
        assertThatThrownBy(() -> new LineChart("t", "x", "y").line("s", X, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("y of \"s\": 1 values (expected: 4, one for each x)");
        assertThatThrownBy(() -> new LineChart("t", "x", "y").yRange(1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static LineChart chart() {
        return new LineChart("t", "x", "y").line("s", X, new double[] {0.1, 0.25, 1.0 / 3, 0.4});
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.5);
    }

    private static double height(LineChart chart) throws Exception {
        return number(parsed(chart).getDocumentElement(), "height");
    }

    private static Document parsed(LineChart chart) throws Exception {
        byte[] text = chart.svg().getBytes(StandardCharsets.UTF_8);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(text));
    }

    private static List<Element> all(Document svg, String tag) {
        NodeList nodes = svg.getElementsByTagName(tag);
        List<Element> all = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            all.add((Element) nodes.item(i));
        }
        return all;
    }

    private static List<String> words(Document svg) {
        return all(svg, "text").stream().map(Element::getTextContent).toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
