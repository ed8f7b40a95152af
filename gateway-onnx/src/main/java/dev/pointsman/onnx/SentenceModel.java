package dev.pointsman.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that turns numbers of pieces into a vector: one session of ONNX Runtime. Thread-safe: a session may be run by many threads at once, each
 * of which does the work itself. To be closed when nothing runs it any more; its memory is not the JVM's.
 */
final class SentenceModel implements AutoCloseable {
    static final int MOST_DIMENSIONS = 8_192;

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final List<String> INPUTS = List.of(IDS, MASK, TYPES);
    /** Where there are several; one that is ready is taken before one that is to be averaged. */
    private static final List<String> OUTPUTS = List.of("sentence_embedding", "last_hidden_state", "token_embeddings");
    /** What classifiers give: no vector of a text, but a number a class. */
    private static final String LOGITS = "logits";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<String> inputs;
    private final Set<String> output;

    /** What is wanted of a model. */
    enum Output {
        /** A vector of a text, or one of each of its pieces. */
        VECTOR,
        /** A number for each class. */
        CLASSES
    }

    private SentenceModel(OrtEnvironment environment, OrtSession session, Output wanted)
            throws OrtException, Unsuitable {
        this.environment = environment;
        this.session = session;
        this.inputs = inputs(session.getInputInfo());
        this.output =
                Set.of(wanted == Output.CLASSES ? classes(session.getOutputInfo()) : output(session.getOutputInfo()));
    }

    /** Loads one and looks at what it takes and gives. */
    static SentenceModel open(String path, Output wanted) throws Unsuitable {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "pointsman");
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1); // the callers are the threads
            options.setInterOpNumThreads(1);
            session = environment.createSession(path, options);
            return new SentenceModel(environment, session, wanted);
        } catch (OrtException refused) {
            close(session);
            throw new Unsuitable("ONNX Runtime cannot load it (" + words(refused) + ")");
        } catch (Unsuitable unsuitable) {
            close(session);
            throw unsuitable;
        }
    }

    /**
     * The vector of a text, as the model gives it or averaged over its pieces.
     *
     * @throws OrtException where it cannot be computed
     * @throws Unsuitable where what comes out has another shape than it was said to have
     */
    float[] vector(long[] tokens) throws OrtException, Unsuitable {
        Map<String, OnnxTensor> given = new HashMap<>();
        try {
            for (String name : inputs) {
                given.put(name, tensor(name, tokens));
            }
            try (OrtSession.Result result = session.run(given, output)) {
                return pooled((OnnxTensor) result.get(0), tokens.length);
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /** One text at a time, without padding: the mask is 1 everywhere. */
    private OnnxTensor tensor(String name, long[] tokens) throws OrtException {
        long[] values = tokens;
        if (!name.equals(IDS)) {
            values = new long[tokens.length];
            Arrays.fill(values, name.equals(MASK) ? 1 : 0);
        }
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    private static float[] pooled(OnnxTensor tensor, int tokens) throws Unsuitable {
        long[] shape = tensor.getInfo().getShape();
        int rows = shape.length == 2 ? 1 : tokens;
        long dimensions = shape[shape.length - 1];
        if (shape[0] != 1 || (shape.length == 3 && shape[1] != tokens)) {
            throw new Unsuitable("its output has not one row for each piece of the text");
        }
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw new Unsuitable(
                    "its vectors have " + dimensions + " numbers (expected: 1 to " + MOST_DIMENSIONS + ")");
        }
        FloatBuffer values = tensor.getFloatBuffer();
        float[] mean = new float[(int) dimensions];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += values.get() / rows;
            }
        }
        return mean;
    }

    private static List<String> inputs(Map<String, NodeInfo> declared) throws Unsuitable {
        for (NodeInfo input : declared.values()) {
            String name = input.getName();
            if (!INPUTS.contains(name)) {
                throw new Unsuitable("it asks for \"" + name + "\" (expected: " + String.join(", ", INPUTS) + ")");
            }
            if (!(input.getInfo() instanceof TensorInfo tensor)
                    || tensor.type != OnnxJavaType.INT64
                    || !anyLength(tensor.getShape())) {
                throw new Unsuitable("its input \"" + name
                        + "\" has another form (expected: 64-bit integers, one text of any length)");
            }
        }
        if (!declared.containsKey(IDS)) {
            throw new Unsuitable("it has no input \"" + IDS + "\"");
        }
        return new ArrayList<>(declared.keySet());
    }

    private static boolean anyLength(long[] shape) {
        return shape.length == 2 && (shape[0] == -1 || shape[0] == 1) && shape[1] == -1;
    }

    private static String classes(Map<String, NodeInfo> declared) throws Unsuitable {
        NodeInfo logits = declared.get(LOGITS);
        if (logits == null
                || !(logits.getInfo() instanceof TensorInfo tensor)
                || tensor.type != OnnxJavaType.FLOAT
                || tensor.getShape().length != 2) {
            throw new Unsuitable("it is no classifier of texts (expected: an output \"" + LOGITS
                    + "\" of 32-bit floats with 2 dimensions)");
        }
        return LOGITS;
    }

    private static String output(Map<String, NodeInfo> declared) throws Unsuitable {
        List<String> able = new ArrayList<>();
        for (NodeInfo output : declared.values()) {
            if (output.getInfo() instanceof TensorInfo tensor
                    && tensor.type == OnnxJavaType.FLOAT
                    && (tensor.getShape().length == 2 || tensor.getShape().length == 3)
                    && !output.getName().equals(LOGITS)) {
                able.add(output.getName());
            }
        }
        for (String name : OUTPUTS) {
            if (able.contains(name)) {
                return name;
            }
        }
        if (able.isEmpty()) {
            throw new Unsuitable(
                    "it gives no vectors (expected: an output of 32-bit floats with 2 or 3 dimensions, such as"
                            + " last_hidden_state)");
        }
        return able.get(0);
    }

    /** The runtime's own kind of failure, in words: its message may tell of what is in the file. */
    static String words(OrtException failure) {
        String code = failure.getCode().name();
        return code.replaceFirst("^ORT_(JAVA_)?", "").replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private static void close(@Nullable OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException failed) {
            throw new IllegalStateException("a session of ONNX Runtime does not close", failed);
        }
    }

    @Override
    public void close() {
        close(session);
    }
}
