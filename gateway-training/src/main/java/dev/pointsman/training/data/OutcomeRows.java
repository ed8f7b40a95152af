package dev.pointsman.training.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows of a table whose models are only known at its end. Not for use by several threads. */
final class OutcomeRows {
    /** One row; what is wrong with it is told once it ends. */
    final class Row {
        private final Map<String, Double> scores = new TreeMap<>();
        private final Map<String, Double> costs = new TreeMap<>();
        private final List<String> wrong = new ArrayList<>();
        private String id;
        private String dataset = "";
        private String prompt = "";
        private long line;
        private boolean kept;

        private Row(long line) {
            this.line = line;
            this.id = Long.toString(line);
        }

        Row prompt(String text) {
            prompt = text;
            return this;
        }

        Row id(String text) {
            id = text;
            return this;
        }

        Row dataset(String text) {
            dataset = text.isEmpty() ? dataset : text;
            return this;
        }

        Row score(String model, double score) {
            if (scores.put(model, score) != null) {
                problem("model \"" + model + "\": a second score for the same prompt (expected: one)");
            }
            return this;
        }

        /** @param field that the score was written in */
        Row score(String model, String written, String field) {
            double score = number(written);
            if (score >= 0 && score <= 1) {
                return score(model, score);
            }
            return problem(field + ": " + shortened(written) + " (expected: 0 to 1)");
        }

        /** Nothing where nothing is written. */
        Row cost(String model, String written, String field) {
            double cost = number(written);
            if (cost >= 0 && cost <= Double.MAX_VALUE) {
                costs.put(model, cost);
            } else if (!written.isBlank()) {
                problem(field + ": " + shortened(written) + " (expected: US dollars from 0 on, or nothing)");
            }
            return this;
        }

        Row problem(String words) {
            wrong.add(words);
            return this;
        }

        /** Takes the row, or what is wrong with it. */
        void end() {
            if (prompt.isBlank()) {
                wrong.add("prompt: missing (expected: text)");
            }
            if (scores.isEmpty() && wrong.isEmpty()) {
                wrong.add("no score (expected: one of a model at least)");
            }
            if (rows.size() == OutcomeTable.MOST_ROWS && !kept) {
                wrong.add("expected at most " + OutcomeTable.MOST_ROWS + " rows");
            }
            wrong.forEach(words -> problems.add(line, words));
            if (wrong.isEmpty() && !kept) {
                kept = true;
                rows.add(this);
            }
            wrong.clear();
        }
    }

    private final RowProblems problems;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Row> byPrompt = new HashMap<>();

    OutcomeRows(RowProblems problems) {
        this.problems = problems;
    }

    /** A row of its own. */
    Row row(long line) {
        return new Row(line);
    }

    /** The row of a prompt, whichever line began it. */
    Row of(String prompt, long line) {
        Row row = byPrompt.size() > OutcomeTable.MOST_ROWS
                ? new Row(line)
                : byPrompt.computeIfAbsent(prompt, key -> new Row(line).prompt(key));
        row.line = line;
        return row;
    }

    OutcomeTable table() throws BadRows {
        TreeSet<String> names = new TreeSet<>();
        rows.forEach(row -> names.addAll(row.scores.keySet()));
        if (rows.isEmpty() && problems.count() == 0) {
            problems.add(0, "expected at least one row");
        }
        if (names.size() > OutcomeTable.MOST_MODELS) {
            problems.add(0, names.size() + " models (expected: at most " + OutcomeTable.MOST_MODELS + ")");
        }
        problems.check();
        List<String> models = List.copyOf(names);
        return new OutcomeTable(
                models,
                rows.stream()
                        .map(row -> new OutcomeRow(
                                row.id,
                                row.dataset,
                                row.prompt,
                                QuestionKey.of(row.prompt),
                                values(row.scores, models),
                                values(row.costs, models)))
                        .toList());
    }

    private static double[] values(Map<String, Double> named, List<String> models) {
        return models.stream()
                .mapToDouble(model -> named.getOrDefault(model, Double.NaN))
                .toArray();
    }

    private static double number(String written) {
        String text = written.strip();
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true") ? 1 : 0;
        }
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            return Double.NaN; // told by the caller, who knows the field
        }
    }

    private static String shortened(String written) {
        String text = written.isBlank() ? "nothing" : written;
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }
}
