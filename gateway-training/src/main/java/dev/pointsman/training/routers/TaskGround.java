package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.training.data.OutcomeRow;

/** What all searches for tasks in the same prompts share: the graph, which models agree on whom, the general heads, the words. */
final class TaskGround {
    private static final int GRAPH_NEIGHBOURS = 15;
    private static final int LEAST_PROMPTS_OF_TASK = 12;

    private final Material material;
    private final Matrix meanings;
    private final NeighborGraph graph;
    private final RankAgreement agreement;
    private final LinearHeads general;
    private final TaskWords words;

    TaskGround(Material material) {
        this.material = material;
        Examples examples = material.examples();
        meanings = examples.meanings();
        graph = NeighborGraph.of(meanings, GRAPH_NEIGHBOURS);
        agreement = new RankAgreement(examples);
        general = TaskFit.general(examples);
        words = new TaskWords(
                examples.table().rows().stream().map(OutcomeRow::prompt).toList());
    }

    /**
     * Tasks and what is told by them.
     *
     * @param mixed how much the agreement of two prompts' rankings of the models counts against their likeness alone, 0 to 1
     * @param resolution the higher, the more tasks
     */
    TaskFit fit(double mixed, double resolution) {
        int[] groups = Communities.of(
                graph,
                edge -> graph.cosine(edge) * (1 - mixed + mixed * agreement.of(graph.from(edge), graph.to(edge))),
                resolution,
                material.seed());
        int[] tasks = Communities.merged(groups, meanings, LEAST_PROMPTS_OF_TASK);
        return new TaskFit(material.examples(), tasks, general, words);
    }
}
