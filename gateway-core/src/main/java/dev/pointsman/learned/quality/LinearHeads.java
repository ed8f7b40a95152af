package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;

/** Several linear functions of one vector. Immutable. */
public final class LinearHeads {
    private final int inputs;
    private final int outputs;
    /** Row after row: the weights of an output, then its bias. */
    private final float[] weights;

    /** @param weights a row for each output: a weight for each input, then the bias; copied */
    public LinearHeads(int inputs, int outputs, float[] weights) {
        if (weights.length != outputs * (inputs + 1)) {
            throw new IllegalArgumentException(
                    "weights: " + weights.length + " (expected: " + outputs + " times " + (inputs + 1) + ")");
        }
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = weights.clone();
    }

    public int outputs() {
        return outputs;
    }

    /** Their values, in an array of the caller's own. */
    public double[] of(float[] vector) {
        double[] values = new double[outputs];
        for (int output = 0; output < outputs; output++) {
            int at = output * (inputs + 1);
            float sum = weights[at + inputs];
            for (int i = 0; i < inputs; i++) {
                sum += weights[at + i] * vector[i];
            }
            values[output] = sum;
        }
        return values;
    }

    /** The largest of the weights' sizes. */
    float largest() {
        float largest = 0;
        for (float weight : weights) {
            largest = Math.max(largest, Math.abs(weight));
        }
        return largest;
    }

    void write(FileOutput out) {
        out.number(outputs).numbers(weights);
    }

    static LinearHeads read(FileInput in, int inputs, int most, String what) throws RefusedFile {
        int outputs = in.count(1, most, what);
        return new LinearHeads(inputs, outputs, in.numbers(outputs * (inputs + 1), "weights of " + what));
    }
}
