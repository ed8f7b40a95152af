package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.UpstreamRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ThinkingTest {
    private static JsonNode config(String model, String more) {
        return Google.sent(model, Google.HI + more).at("/generationConfig/thinkingConfig");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, none, 0",
        "gemini-2.5-flash-lite, none, 0",
        "gemini-2.5-pro, none, 128",
        "gemini-2.5-flash, minimal, 1024",
        "gemini-2.5-flash, low, 1024",
        "gemini-2.5-flash, medium, 8192",
        "gemini-2.5-flash, high, 24576",
        "gemini-2.5-flash, xhigh, 24576",
        "gemini-2.5-pro, max, 32768",
        "models/gemini-2.5-pro-preview-05-06, low, 1024",
    })
    void e56_effort_is_a_budget_for_the_second_generation(String model, String effort, int budget) {
        assertThat(config(model, ",'reasoning_effort':'" + effort + "'"))
                .isEqualTo(Google.json("{'thinkingBudget':" + budget + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3-flash-preview, none, minimal",
        "gemini-3-flash-preview, minimal, minimal",
        "gemini-3.1-flash-lite, none, minimal",
        "gemini-3.7-flash, none, low",
        "gemini-3.8-flash, minimal, low",
        "gemini-flash-latest, minimal, low",
        "gemini-3-pro-preview, none, low",
        "gemini-3-pro-preview, medium, high",
        "gemini-3.1-pro, medium, medium",
        "gemini-3-flash-preview, medium, medium",
        "gemini-3-flash-preview, low, low",
        "gemini-3-flash-preview, high, high",
        "gemini-3-pro-preview, xhigh, high",
        "gemini-4-pro, max, high",
        "from-the-future, low, low",
    })
    void e56_effort_is_a_level_from_the_third_generation_on(String model, String effort, String level) {
        assertThat(config(model, ",'reasoning_effort':'" + effort + "'"))
                .isEqualTo(Google.json("{'thinkingLevel':'" + level + "'}"));
    }

    @ParameterizedTest
    @CsvSource({"gemini-2.0-flash", "gemini-1.5-pro-002", "gemma-3-27b-it", "gemini-2.5-flash-image"})
    void e56_models_that_do_not_think_are_not_asked_to(String model) {
        UpstreamRequest call = Google.call(model, Google.HI + ",'reasoning_effort':'high'");

        assertThat(Google.body(call).at("/generationConfig/thinkingConfig").isMissingNode())
                .isTrue();
        assertThat(call.dropped()).containsExactly("reasoning_effort");
        assertThat(Google.call(model, Google.HI + ",'reasoning_effort':'none'").dropped())
                .isEmpty();
    }

    @Test
    void aRequestThatSaysNothingAsksForNothing() {
        assertThat(Google.sent("gemini-3-flash-preview", Google.HI).has("generationConfig"))
                .isFalse();
    }

    @Test
    void anEffortThatNobodyKnowsIsToldAsDropped() {
        UpstreamRequest call = Google.call("gemini-3-flash-preview", Google.HI + ",'reasoning_effort':'heroic'");

        assertThat(call.dropped()).containsExactly("reasoning_effort");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gemini-2.5-flash | {'type':'enabled','budget_tokens':2000} | {'thinkingBudget':2000,'includeThoughts':true}",
                "gemini-2.5-flash | {'type':'enabled','budget_tokens':90000} | {'thinkingBudget':24576,'includeThoughts':true}",
                "gemini-2.5-pro | {'type':'disabled'} | {'thinkingBudget':128}",
                "gemini-3-flash | {'type':'enabled','budget_tokens':1024} | {'thinkingLevel':'low','includeThoughts':true}",
                "gemini-3-flash | {'type':'enabled','budget_tokens':16000} | {'thinkingLevel':'high','includeThoughts':true}",
                "gemini-3-flash | {'type':'adaptive'} | {'includeThoughts':true}"
            })
    void thinkingInAnthropicsWordsIsUnderstood(String model, String thinking, String expected) {
        assertThat(config(model, ",'thinking':" + thinking)).isEqualTo(Google.json(expected));
    }

    @Test
    void thoughtsAreAskedForWhereThePolicyOrTheRequestWantsThem() {
        ProviderAdapter always = Google.adapter("{ type: gemini, key: $KEY, thoughts: true }");
        JsonNode byPolicy = Google.body(always.encode(Google.request(Google.HI), Google.model("gemini-2.5-flash")));
        JsonNode onOldModel = Google.body(always.encode(Google.request(Google.HI), Google.model("gemini-2.0-flash")));

        assertThat(byPolicy.at("/generationConfig/thinkingConfig")).isEqualTo(Google.json("{'includeThoughts':true}"));
        assertThat(onOldModel.has("generationConfig")).isFalse();
        assertThat(config("gemini-3-flash", ",'reasoning':{'effort':'low','summary':'auto'}"))
                .isEqualTo(Google.json("{'thinkingLevel':'low','includeThoughts':true}"));
    }

    @Test
    void whatIsSaidInGooglesWordsWinsAndBudgetAndLevelNeverMeet() {
        assertThat(config("gemini-3-flash", ",'reasoning_effort':'low','thinking_config':{'thinking_budget':-1}"))
                .isEqualTo(Google.json("{'thinkingBudget':-1}"));
        assertThat(config("gemini-3-flash", ",'extra_body':{'google':{'thinking_config':{'include_thoughts':true}}}"))
                .isEqualTo(Google.json("{'includeThoughts':true}"));
    }
}
