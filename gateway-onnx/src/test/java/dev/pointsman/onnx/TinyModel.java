package dev.pointsman.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small models in ONNX's format (IR 8, opset 13), written byte by byte: a table of vectors, and what the tests need around it. */
final class TinyModel {
    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;
    /** Any length. */
    static final int ANY = -1;

    private final Protobuf graph = new Protobuf().text(2, "tiny");
    private final List<Protobuf> inputs = new ArrayList<>();
    private final List<Protobuf> outputs = new ArrayList<>();

    /** Looks up rows of {@code table} by {@code input_ids} under the name {@code rows}. */
    static TinyModel of(float[][] table) {
        TinyModel model = new TinyModel();
        model.table("table", table);
        model.node("Gather", List.of("table", "input_ids"), "rows");
        return model;
    }

    /** Takes the three usual inputs and gives the rows. */
    static TinyModel usual(float[][] table) {
        return of(table)
                .input("input_ids", INT64, ANY, ANY)
                .input("attention_mask", INT64, ANY, ANY)
                .input("token_type_ids", INT64, ANY, ANY)
                .node("Identity", List.of("rows"), "last_hidden_state")
                .output("last_hidden_state", FLOAT, ANY, ANY, table[0].length);
    }

    TinyModel input(String name, int type, int... shape) {
        inputs.add(value(name, type, shape));
        return this;
    }

    TinyModel output(String name, int type, int... shape) {
        outputs.add(value(name, type, shape));
        return this;
    }

    TinyModel table(String name, float[][] rows) {
        float[] values = new float[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, values, row * rows[0].length, rows[0].length);
        }
        graph.message(
                5,
                new Protobuf()
                        .number(1, rows.length)
                        .number(1, rows[0].length)
                        .number(2, FLOAT)
                        .text(8, name)
                        .floats(9, values));
        return this;
    }

    /** One whole number, without dimensions. */
    TinyModel scalar(String name, int value) {
        graph.message(5, new Protobuf().number(2, INT32).text(8, name).bytes(9, new byte[] {(byte) value, 0, 0, 0}));
        return this;
    }

    TinyModel node(String operation, List<String> from, String to, Protobuf... attributes) {
        Protobuf node = new Protobuf();
        from.forEach(name -> node.text(1, name));
        node.text(2, to).text(4, operation);
        for (Protobuf attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return this;
    }

    static Protobuf attribute(String name, int value) {
        return new Protobuf().text(1, name).number(3, value).number(20, 2);
    }

    /** A list of one. */
    static Protobuf attributes(String name, int value) {
        return new Protobuf().text(1, name).number(8, value).number(20, 7);
    }

    byte[] toBytes() {
        inputs.forEach(input -> graph.message(11, input));
        outputs.forEach(output -> graph.message(12, output));
        return new Protobuf()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Protobuf().text(1, "").number(2, 13))
                .toBytes();
    }

    Path into(Path file) throws IOException {
        return Files.write(file, toBytes());
    }

    private static Protobuf value(String name, int type, int... shape) {
        Protobuf dimensions = new Protobuf();
        for (int i = 0; i < shape.length; i++) {
            Protobuf size = shape[i] == ANY ? new Protobuf().text(2, name + i) : new Protobuf().number(1, shape[i]);
            dimensions.message(1, size);
        }
        Protobuf tensor = new Protobuf().number(1, type).message(2, dimensions);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }
}
