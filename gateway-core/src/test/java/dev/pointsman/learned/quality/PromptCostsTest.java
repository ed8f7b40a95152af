package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PromptCostsTest {
    private static final double[] MEANS = {0.001, Double.NaN, 0.02};

    @Test
    void withoutARegressionEveryPromptCostsTheMean() {
        PromptCosts costs = new PromptCosts(MEANS, null);
        assertThat(costs.byPrompt()).isFalse();
        assertThat(costs.usd(Spaces.point("red"))).containsExactly(MEANS);
    }

    @Test
    void aPromptCostsSoManyTimesTheMeanOfEachModel() {
        PromptCosts costs = new PromptCosts(MEANS, Spaces.heads(Spaces.head(2, -1, 0.5f)));
        double[] red = costs.usd(Spaces.point("red"));
        assertThat(red[0]).isEqualTo(0.001 * Math.exp(2.5), within(1e-8));
        assertThat(red[1]).isNaN();
        assertThat(red[2] / red[0]).isEqualTo(20, within(1e-9));
        assertThat(costs.usd(Spaces.point("blue"))[0]).isEqualTo(0.001 * Math.exp(-0.5), within(1e-8));
    }

    @Test
    void noPromptCostsMoreThanTwentyTimesOrLessThanATwentieth() {
        PromptCosts costs = new PromptCosts(MEANS, Spaces.heads(Spaces.head(50, -50, 0)));
        assertThat(costs.usd(Spaces.point("red"))[0]).isEqualTo(0.02, within(1e-9));
        assertThat(costs.usd(Spaces.point("blue"))[0]).isEqualTo(0.00005, within(1e-9));
    }

    @Test
    void weightsBeyondAllBoundsAndASecondHeadAreRefused() {
        FileOutput out = new FileOutput();
        new PromptCosts(MEANS, Spaces.heads(Spaces.head(0, 0, 2e6f))).write(out);
        FileInput in = new FileInput(ByteBuffer.wrap(out.bytes()));
        assertThatThrownBy(() -> PromptCosts.read(in, MEANS, Spaces.SPACE.denseSize()))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("a weight of its costs");
        FileInput two = new FileInput(ByteBuffer.wrap(new FileOutput().number(2).bytes()));
        assertThatThrownBy(() -> PromptCosts.read(two, MEANS, Spaces.SPACE.denseSize()))
                .hasMessageContaining("regressions of costs");
        assertThatThrownBy(() -> new PromptCosts(MEANS, Spaces.heads(Spaces.head(0, 0, 1), Spaces.head(0, 0, 1))))
                .hasMessageContaining("expected: 1 head");
    }
}
