package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;
import dev.pointsman.learned.quality.StoredPrompts;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.List;

/** Prompts as points with what each model scored on them. Immutable. */
final class Examples {
    private final PromptSpace space;
    private final List<PromptPoint> points = new ArrayList<>();
    private final OutcomeTable table;

    Examples(OutcomeTable table, PromptSpace space) {
        this.space = space;
        this.table = table;
        for (OutcomeRow row : table.rows()) {
            points.add(space.point(row.prompt()));
        }
    }

    private Examples(OutcomeTable table, PromptSpace space, List<PromptPoint> points) {
        this.space = space;
        this.table = table;
        this.points.addAll(points);
    }

    /** The examples at these places. */
    Examples at(List<Integer> places) {
        List<OutcomeRow> rows = new ArrayList<>();
        List<PromptPoint> some = new ArrayList<>();
        for (int place : places) {
            rows.add(table.rows().get(place));
            some.add(points.get(place));
        }
        return new Examples(new OutcomeTable(table.models(), rows), space, some);
    }

    PromptSpace space() {
        return space;
    }

    int size() {
        return points.size();
    }

    int models() {
        return table.models().size();
    }

    OutcomeTable table() {
        return table;
    }

    PromptPoint point(int at) {
        return points.get(at);
    }

    /** Score of a model, 0 to 1; NaN where there is none. */
    double score(int at, int model) {
        return table.rows().get(at).score(model);
    }

    boolean has(int at, int model) {
        return !Double.isNaN(score(at, model));
    }

    /** Mean score of a model; one half where it has none. */
    double mean(int model) {
        double mean = table.meanScore(model);
        return Double.isNaN(mean) ? 0.5 : mean;
    }

    Matrix meanings() {
        int dimensions = space.dimensions();
        float[] values = new float[size() * dimensions];
        for (int i = 0; i < size(); i++) {
            System.arraycopy(point(i).meaning(), 0, values, i * dimensions, dimensions);
        }
        return Matrix.of(size(), dimensions, values);
    }

    StoredPrompts stored() {
        float[] scores = new float[size() * models()];
        for (int model = 0; model < models(); model++) {
            for (int i = 0; i < size(); i++) {
                scores[model * size() + i] = (float) score(i, model);
            }
        }
        return StoredPrompts.of(meanings(), models(), scores);
    }
}
