package dev.pointsman.report;

import org.jspecify.annotations.Nullable;

/**
 * Requests whose first model was drawn, with the probability of each draw: among those that could have gone to one model, the requests that did are weighted
 * by one over their probability, which tells what it would have been to send all of them there (D. G. Horvitz, D. J. Thompson, 1952;
 * self-normalised after J. Hájek, 1971). Confined to one thread.
 */
final class Explored {
    private final String name;
    private final String model;
    private final Outcomes all = new Outcomes();
    private final Outcomes there = new Outcomes();

    Explored(String name, String model) {
        this.name = name;
        this.model = model;
    }

    void add(ReportLine line, Resampling resampling) {
        double probability = line.probability();
        if (!(probability > 0 && probability < 1) || !line.possible(model)) {
            return;
        }
        all.add(line, 1, resampling);
        if (model.equals(line.chosen())) {
            there.add(line, 1 / probability, resampling);
        }
    }

    @Nullable
    Causal causal() {
        return Causal.of(name, Causal.Kind.EXPLORED, all, there);
    }
}
