package dev.pointsman.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.provider.OpenAiSchema;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** All that is written is held against OpenAI's own description of it. */
class ResponseSchemaTest {
    private static final OpenAiSchema RESPONSE = OpenAiSchema.of("Response");
    private static final OpenAiSchema EVENT = OpenAiSchema.of("ResponseStreamEvent");
    private static final String BARE = "{'model':'m','input':'x'}";
    private static final String FULL =
            "{'model':'m','input':[{'role':'user','content':'x'}],'instructions':'i','max_output_tokens':50,"
                    + "'temperature':1,'top_p':0.5,'top_logprobs':2,'metadata':{'a':'b'},'user':'u','safety_identifier':'s',"
                    + "'prompt_cache_key':'k','parallel_tool_calls':false,'store':false,'include':['reasoning.encrypted_content'],"
                    + "'reasoning':{'effort':'high','summary':'auto'},'text':{'verbosity':'low','format':{'type':'json_schema',"
                    + "'name':'n','schema':{'type':'object'},'strict':true}},'tools':[{'type':'function','name':'f'},"
                    + "{'type':'custom','name':'sh','format':{'type':'grammar','syntax':'lark','definition':'s'}}],"
                    + "'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}}";

    static Stream<Chunks> streams() {
        return Stream.of(
                new Chunks().text("Hi").finish("stop"),
                new Chunks().text("Hi").finish("length"),
                new Chunks()
                        .text("Hi", "{'token':'Hi','logprob':-0.1,'bytes':[72,105],'top_logprobs':[]}")
                        .finish("stop"),
                new Chunks().finish("content_filter"),
                new Chunks().text("a").delta("'refusal':'no'").finish("stop"),
                new Chunks()
                        .thought("hm")
                        .delta("'thinking_blocks':[{'type':'thinking','signature':'s'}]")
                        .text("I look.")
                        .call(0, "call_1", "f")
                        .arguments(0, "{\\\"a\\\":1}")
                        .call(1, "call_2", "sh")
                        .arguments(1, "{\\\"input\\\":\\\"ls\\\"}")
                        .finish("tool_calls"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void e59_every_event_fits_its_description(Chunks chunks) {
        for (String request : new String[] {BARE, FULL}) {
            for (JsonNode event : Told.stream(request, chunks).events()) {
                assertThat(EVENT.problems(event)).as("%s", event).isEmpty();
                if (event.has("response")) {
                    assertThat(RESPONSE.problems(event.path("response")))
                            .as("%s", event)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void aWholeResponseFitsItsDescription() {
        String body =
                "{'id':'chatcmpl-1','object':'chat.completion','created':1,'model':'up','choices':[{'index':0,'message':"
                        + "{'role':'assistant','content':'Hi','refusal':null,'reasoning_content':'hm','tool_calls':[{'id':'c','type':'function',"
                        + "'function':{'name':'f','arguments':'{}'}}]},'logprobs':null,'finish_reason':'tool_calls'}]}";
        for (String request : new String[] {BARE, FULL}) {
            JsonNode response = Told.body(request, body).json();

            assertThat(RESPONSE.problems(response)).as("%s", response).isEmpty();
            assertThat(response.path("output")).hasSize(3);
        }
    }
}
