package dev.pointsman.learned.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a router came to on prompts it had not seen, as curves.
 *
 * <p>They are kept as {@linkplain RouterCard#figures() figures} of the card, whose names begin with {@value #PREFIX} and end with a place: so a file without them is
 * one of the same format, and so is one with them to those who do not know them.
 *
 * @param settings what the router reaches as cost weighs more and more, in that order; empty where costs were not known
 * @param singles what each model alone reaches on the same prompts, by its place among the router's models
 * @param pair null where no pair was measured
 * @param bins expected and actual score, the lowest expected first
 */
public record MeasuredCurves(
        List<Setting> settings,
        Map<Integer, Setting> singles,
        @Nullable Pair pair,
        List<Bin> bins) {
    /** What the names of its figures begin with; those of no others do. */
    public static final String PREFIX = "curve-";

    private static final int MOST_PLACES = 1_000;

    /**
     * One setting of a router, or one model.
     *
     * @param costUsd mean of a prompt
     * @param quality mean score
     */
    public record Setting(double costUsd, double quality) {}

    /**
     * A router between two models.
     *
     * @param strong its place among the router's models
     * @param weak its place
     * @param quality mean score where a share of the prompts goes to the strong model, from none to all in equal steps
     */
    public record Pair(int strong, int weak, List<Double> quality) {
        public Pair {
            quality = List.copyOf(quality);
        }
    }

    /**
     * Answers of like expected score.
     *
     * @param expected mean
     * @param actual mean
     */
    public record Bin(int answers, double expected, double actual) {}

    public MeasuredCurves {
        settings = List.copyOf(settings);
        singles = Collections.unmodifiableMap(new TreeMap<>(singles));
        bins = List.copyOf(bins);
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return settings.isEmpty() && singles.isEmpty() && pair == null && bins.isEmpty();
    }

    /** As figures of a card. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        for (int i = 0; i < settings.size(); i++) {
            put(figures, "cost", "quality", i, settings.get(i));
        }
        singles.forEach((model, single) -> put(figures, "model-cost", "model-quality", model, single));
        for (int i = 0; i < bins.size(); i++) {
            figures.put(name("answers", i), (double) bins.get(i).answers());
            figures.put(name("expected", i), bins.get(i).expected());
            figures.put(name("actual", i), bins.get(i).actual());
        }
        if (pair != null) {
            figures.put(PREFIX + "strong", (double) pair.strong());
            figures.put(PREFIX + "weak", (double) pair.weak());
            for (int i = 0; i < pair.quality().size(); i++) {
                figures.put(name("pair", i), pair.quality().get(i));
            }
        }
        return figures;
    }

    private static void put(Map<String, Double> figures, String cost, String quality, int place, Setting setting) {
        figures.put(name(cost, place), setting.costUsd());
        figures.put(name(quality, place), setting.quality());
    }

    /**
     * Those of a card; what it does not tell of is empty. Figures that are not whole or name no model are as none.
     *
     * @param models how many the router has
     */
    public static MeasuredCurves of(RouterCard card, int models) {
        Map<String, Double> figures = card.figures();
        List<Setting> settings = new ArrayList<>();
        for (Setting next = setting(figures, "cost", "quality", 0);
                next != null;
                next = setting(figures, "cost", "quality", settings.size())) {
            settings.add(next);
        }
        Map<Integer, Setting> singles = new TreeMap<>();
        for (int model = 0; model < models; model++) {
            Setting single = setting(figures, "model-cost", "model-quality", model);
            if (single != null) {
                singles.put(model, single);
            }
        }
        List<Double> quality = values(figures, "pair");
        int strong = model(figures.get(PREFIX + "strong"), models);
        int weak = model(figures.get(PREFIX + "weak"), models);
        Pair pair = quality.size() < 2 || strong < 0 || weak < 0 ? null : new Pair(strong, weak, quality);
        return new MeasuredCurves(settings, singles, pair, bins(figures));
    }

    private static List<Bin> bins(Map<String, Double> figures) {
        List<Double> answers = values(figures, "answers");
        List<Double> expected = values(figures, "expected");
        List<Double> actual = values(figures, "actual");
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < Math.min(answers.size(), Math.min(expected.size(), actual.size())); i++) {
            bins.add(new Bin(answers.get(i).intValue(), expected.get(i), actual.get(i)));
        }
        return bins;
    }

    private static @Nullable Setting setting(Map<String, Double> figures, String cost, String quality, int place) {
        Double usd = figures.get(name(cost, place));
        Double score = figures.get(name(quality, place));
        return usd == null || score == null || place >= MOST_PLACES ? null : new Setting(usd, score);
    }

    private static List<Double> values(Map<String, Double> figures, String what) {
        List<Double> values = new ArrayList<>();
        while (values.size() < MOST_PLACES) {
            Double next = figures.get(name(what, values.size()));
            if (next == null) {
                break;
            }
            values.add(next);
        }
        return values;
    }

    private static int model(@Nullable Double place, int models) {
        return place == null || place < 0 || place >= models ? -1 : place.intValue();
    }

    private static String name(String what, int place) {
        return PREFIX + what + "-" + String.format(Locale.ROOT, "%03d", place);
    }
}
