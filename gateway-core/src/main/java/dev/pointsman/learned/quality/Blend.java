package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;
import java.util.ArrayList;
import java.util.List;

/** What several methods tell, each counted by its weight. */
public final class Blend implements Scorer {
    /** Most methods there may be. */
    public static final int MOST = 8;

    /**
     * One of them.
     *
     * @param weight of what it tells, 0 to 1; those of a blend sum to 1
     */
    public record Part(RouterKind kind, double weight, Scorer scorer) {}

    private final List<Part> parts;

    public Blend(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    public List<Part> parts() {
        return parts;
    }

    @Override
    public double[] scores(PromptPoint point) {
        double[] sums = new double[0];
        for (Part part : parts) {
            double[] scores = part.scorer().scores(point);
            if (sums.length == 0) {
                sums = new double[scores.length];
            }
            for (int model = 0; model < scores.length; model++) {
                sums[model] += part.weight() * scores[model];
            }
        }
        return sums;
    }

    @Override
    public void write(FileOutput out) {
        out.number(parts.size());
        for (Part part : parts) {
            out.text(part.kind().word()).number(part.weight());
            part.scorer().write(out);
        }
    }

    static Blend read(FileInput in, PromptSpace space, StoredPrompts stored) throws RefusedFile {
        int count = in.count(1, MOST, "blended methods");
        List<Part> parts = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            RouterKind kind = RouterKind.read(in);
            if (kind == RouterKind.BLEND) {
                throw new RefusedFile("it blends blends; train it again");
            }
            double weight = in.number(0, 1, "weights of a blend");
            sum += weight;
            parts.add(new Part(kind, weight, kind.scorer(in, space, stored)));
        }
        if (Math.abs(sum - 1) > 1e-6) {
            throw new RefusedFile("the weights of its blend do not sum to 1; train it again");
        }
        return new Blend(parts);
    }
}
