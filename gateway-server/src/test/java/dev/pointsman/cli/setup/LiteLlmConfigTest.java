package dev.pointsman.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LiteLlmConfigTest {
    private static final String CONFIG = """
            model_list:
              - model_name: gpt-4o
                litellm_params:
                  model: azure/my-gpt-4o
                  api_base: https://acme.openai.azure.com
                  api_key: os.environ/AZURE_KEY
                  api_version: "2024-10-21"
                  weight: 2
                  rpm: 600
              - model_name: gpt-4o
                litellm_params: { model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY, weight: 1 }
              - model_name: claude
                litellm_params:
                  model: anthropic/claude-haiku-5-5
                  api_key: sk-ant-written-out
                  input_cost_per_token: 0.0000001
                  output_cost_per_token: 0.0000005
              - model_name: local
                litellm_params: { model: openai/llama, api_base: "http://localhost:8000/v1" }
              - model_name: nova
                litellm_params: { model: bedrock/amazon.nova-pro-v1:0, aws_region_name: eu-central-1 }
            router_settings:
              routing_strategy: latency-based-routing
              num_retries: 2
              timeout: 30
              fallbacks: [{ gpt-4o: [claude] }]
              cooldown_time: 60
            litellm_settings:
              drop_params: true
              callbacks: [langfuse]
            general_settings:
              master_key: sk-1234
            """;

    @TempDir
    private Path folder;

    @Test
    void whatBothKnowIsCarriedOverIntoAPolicyThatLoads() throws IOException {
        Policy policy = load(LiteLlmConfig.read("config.yaml", CONFIG).policy());

        assertThat(policy.providers().keySet())
                .containsExactly("azure", "openai", "anthropic", "openai-compatible", "bedrock");
        List<Model> models = List.copyOf(policy.catalog().models());
        Model shared = models.get(0);
        assertThat(shared.name()).isEqualTo("gpt-4o");
        assertThat(shared.deployments())
                .extracting(Deployment::id, Deployment::weight)
                .containsExactly(tuple("azure/my-gpt-4o", 2), tuple("openai/gpt-4o", 1));
        assertThat(models.get(1).deployments().get(0).price())
                .satisfies(price -> assertThat(price.inputNanos()).isEqualTo(100_000_000));
        assertThat(policy.reliability().timeouts().total()).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.reliability().fallbacks().models()).isEqualTo(Map.of("gpt-4o", List.of("claude")));
    }

    @Test
    void whatHasNoPlaceIsToldWithItsPlaceAndNoKeyIsCopied() {
        LiteLlmConfig.Imported imported = LiteLlmConfig.read("config.yaml", CONFIG);

        assertThat(imported.policy()).doesNotContain("sk-ant", "sk-1234").contains("$ANTHROPIC_API_KEY");
        assertThat(String.join("\n", imported.notes()))
                .doesNotContain("sk-ant", "sk-1234")
                .contains(
                        "model_list[0].litellm_params.rpm: a limit of the policy",
                        "requests: 600/min",
                        "api_key: a key that stands in the file is not copied",
                        "router_settings.cooldown_time: see reliability.breaker",
                        "litellm_settings.callbacks: not carried over",
                        "general_settings.master_key: keys of clients are made by")
                .contains("config.yaml:9:12: ");
    }

    @Test
    void whatIsNoSuchConfigurationIsToldAtItsPlace() {
        assertThatThrownBy(() -> LiteLlmConfig.read("config.yaml", "models: []\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model_list");
        assertThatThrownBy(() -> LiteLlmConfig.read("config.yaml", "model_list: [{ model_name: a }]\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected model_name and litellm_params.model");
        assertThatThrownBy(() -> LiteLlmConfig.read("config.yaml", "- a\n- b\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config.yaml:1:1: expected a configuration of LiteLLM's proxy");
    }

    @Test
    void whatIsNoTextIsToldByItsName() throws IOException {
        Path binary = Files.write(folder.resolve("config.bin"), new byte[] {(byte) 0xc3, 0x28, 0});

        assertThat(run(binary)).contains(binary + ": it is no text in UTF-8 (expected: ");
        assertThat(run(folder)).contains(folder + ": it is a folder (expected: ");
    }

    private static String run(Path file) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new ImportConfigCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err));
        assertThat(line.execute("litellm", file.toString())).isEqualTo(1);
        return err.toString();
    }

    private Policy load(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), text);
        Map<String, String> environment = Map.of(
                "AZURE_KEY", "a",
                "OPENAI_API_KEY", "b",
                "ANTHROPIC_API_KEY", "c",
                "AWS_ACCESS_KEY_ID", "d",
                "AWS_SECRET_ACCESS_KEY", "e");
        return GatewayServer.loader(environment::get).load(file);
    }
}
