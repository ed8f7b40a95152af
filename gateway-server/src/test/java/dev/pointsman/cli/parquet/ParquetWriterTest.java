package dev.pointsman.cli.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetWriterTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Row groups that are full, and not; bytes of bits that are full, and not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 99, 100, 101, 1_700})
    void everyValueIsReadBackAsItWasWritten(int rows) throws IOException {
        Random random = new Random(rows);
        List<ParquetColumn> columns = new ArrayList<>();
        List<List<Object>> written = new ArrayList<>();
        for (ParquetColumn.Kind kind : ParquetColumn.Kind.values()) {
            columns.add(new ParquetColumn("c-" + kind, kind));
            written.add(new ArrayList<>());
        }
        try (ParquetWriter writer = new ParquetWriter(out, columns, 100)) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < columns.size(); i++) {
                    written.get(i).add(random.nextInt(4) == 0 ? none(columns.get(i)) : some(columns.get(i), random));
                }
                writer.endRow();
            }
        }

        ParquetFile file = new ParquetFile(out.toByteArray());

        assertThat(file.rows()).isEqualTo(rows);
        assertThat(file.groups()).isEqualTo((rows + 99) / 100);
        assertThat(file.names()).containsExactly("c-FLAG", "c-LONG", "c-MOMENT", "c-DOUBLE", "c-TEXT");
        for (int i = 0; i < columns.size(); i++) {
            assertThat(file.column(columns.get(i).name())).isEqualTo(written.get(i));
        }
    }

    private static Object none(ParquetColumn column) {
        column.none();
        return null;
    }

    private static Object some(ParquetColumn column, Random random) {
        switch (column.kind()) {
            case FLAG -> {
                boolean flag = random.nextBoolean();
                column.flag(flag);
                return flag;
            }
            case LONG, MOMENT -> {
                long number = random.nextLong();
                column.number(number);
                return number;
            }
            case DOUBLE -> {
                double number = random.nextGaussian();
                column.number(number);
                return number;
            }
            case TEXT -> {
                String text = "ü漢".repeat(random.nextInt(100));
                column.text(text);
                return text;
            }
        }
        throw new IllegalStateException();
    }

    @Test
    void aRowThatLacksAValueIsABrokenLaw() throws IOException {
        ParquetColumn full = new ParquetColumn("full", ParquetColumn.Kind.LONG);
        ParquetColumn lacking = new ParquetColumn("lacking", ParquetColumn.Kind.LONG);
        ParquetWriter writer = new ParquetWriter(out, List.of(full, lacking), 1);
        full.none();

        assertThatThrownBy(writer::endRow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lacking: 0 values (expected: 1, one for each row)");
    }
}
