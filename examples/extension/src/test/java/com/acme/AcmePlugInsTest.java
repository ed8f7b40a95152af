package com.acme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.YamlConfig;
import dev.pointsman.guardrail.TextFinder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcmePlugInsTest {
    @Test
    void ticketsAreFoundByTheirProject() {
        ConfigProblems problems = new ConfigProblems();
        ConfigNode settings =
                YamlConfig.parse("test.yaml", "{ type: acme-tickets, project: ACME }", name -> null, problems);
        TextFinder finder = new TicketFinderFactory().create(settings);
        List<String> found = new ArrayList<>();

        String text = "ACME-1, then ACME-4711 and OTHER-2";
        finder.find(text, 3, (start, end, mark) -> found.add(text.substring(start, end) + mark));

        assertEquals(List.of("ACME-4711[ticket]"), found);
        assertEquals(List.of(), problems.all());
    }

    @Test
    void aTextIsAVectorOfItsKindsOfCharacters() {
        assertArrayEquals(new float[] {0.6f, 0.8f, 0, 0, 0}, new ShapeEncoderFactory.ShapeEncoder().encode("abc1234"), 1e-6f);
    }
}
