package dev.pointsman.cli.learned;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.TaskMixture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which prompts are of which of a router's tasks. */
final class PromptsByTask {
    private record Placed(String prompt, double odds) {}

    private PromptsByTask() {}

    /** The prompts that most likely are of each task, the surest first, in the order of the router's tasks; a prompt that is there twice counts once. */
    static List<List<String>> of(LearnedRouter router, List<String> prompts) {
        TaskMixture tasks = router.tasks().orElseThrow();
        List<List<Placed>> placed = new ArrayList<>();
        tasks.tasks().forEach(task -> placed.add(new ArrayList<>()));
        for (String prompt : prompts.stream().distinct().toList()) {
            double[] odds = tasks.probabilities(router.point(prompt));
            int task = TaskMixture.likeliest(odds);
            placed.get(task).add(new Placed(prompt, odds[task]));
        }
        return placed.stream()
                .map(own -> own.stream()
                        .sorted(Comparator.comparingDouble(Placed::odds).reversed())
                        .map(Placed::prompt)
                        .toList())
                .toList();
    }
}
