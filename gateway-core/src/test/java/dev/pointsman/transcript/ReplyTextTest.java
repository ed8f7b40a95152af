package dev.pointsman.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ReplyHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTextTest {
    private static final String REPLY = "{ of: reply, redact: none }";

    private static @Nullable String stream(Endpoint endpoint, String... events) {
        return Talk.with(REPLY, endpoint, fields(endpoint))
                .streams(events)
                .ends()
                .reply();
    }

    private static @Nullable String whole(Endpoint endpoint, String body) {
        for (int step : new int[] {1, 7}) {
            assertThat(Talk.with(REPLY, endpoint, fields(endpoint))
                            .answers(body, step)
                            .reply())
                    .isEqualTo(Talk.with(REPLY, endpoint, fields(endpoint))
                            .answers(body)
                            .reply());
        }
        return Talk.with(REPLY, endpoint, fields(endpoint)).answers(body).reply();
    }

    private static String fields(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> "'messages':[{'role':'user','content':'x'}]";
            case MESSAGES -> "'max_tokens':9,'messages':[{'role':'user','content':'x'}]";
            case COMPLETIONS -> "'prompt':'x'";
            default -> "'input':'x'";
        };
    }

    @Test
    void aStreamOfChatIsPutTogetherByChoiceAndCall() {
        assertThat(stream(
                        Endpoint.CHAT_COMPLETIONS,
                        "{'choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}",
                        "{'choices':[{'index':0,'delta':{'reasoning_content':'hm','content':'Hel'}},{'index':1,'delta':{'content':'Two'}}]}",
                        "{'choices':[{'index':0,'delta':{'content':'lo \\u00e4'}},3]}",
                        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c','function':{'name':'f','arguments':''}}]}}]}",
                        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'name':'g','arguments':'{}'}}]}}]}",
                        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\\"a\\\":1}'}}]}}]}",
                        "{'choices':[],'usage':{'prompt_tokens':1}}",
                        "nonsense {",
                        "[DONE]"))
                .isEqualTo("Hello ä\nTwo\nf {\"a\":1}\ng {}");
    }

    @Test
    void aWholeChatTellsTheSame() {
        assertThat(whole(
                        Endpoint.CHAT_COMPLETIONS,
                        "{'id':'x','choices':[{'message':{'content':'Hi','refusal':null,'tool_calls':[{'id':'c','type':'function',"
                                + "'function':{'name':'f','arguments':'{}'}},{'function':{'name':'g','arguments':''}}]}},"
                                + "{'message':{'content':null,'refusal':'No'}}],'usage':{}}"))
                .isEqualTo("Hi\nf {}\ng \nNo");
        assertThat(whole(Endpoint.COMPLETIONS, "{'choices':[{'text':'a','index':0},{'text':'b','index':1}]}"))
                .isEqualTo("a\nb");
    }

    @Test
    void messagesAreToldByTheirBlocks() {
        assertThat(stream(
                        Endpoint.MESSAGES,
                        "{'type':'message_start','message':{'content':[]}}",
                        "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':''}}",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}",
                        "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}}",
                        "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'Hi '}}",
                        "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'you'}}",
                        "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'{\\\"a\\\":'}}",
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'1}'}}",
                        "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{}}"))
                .isEqualTo("Hi you\nf {\"a\":1}");
        assertThat(whole(
                        Endpoint.MESSAGES,
                        "{'content':[{'type':'thinking','thinking':'hm'},{'type':'text','text':'Hi'},{'type':'tool_use','name':'f',"
                                + "'input':{'a':1}},7],'usage':{}}"))
                .isEqualTo("Hi\nf {\"a\":1}");
    }

    @Test
    void responsesAreToldOnceThoughTheirStreamsSayAllTwice() {
        assertThat(stream(
                        Endpoint.RESPONSES,
                        "{'type':'response.created','response':{'output':[]}}",
                        "{'type':'response.output_item.added','output_index':0,'item':{'type':'reasoning','summary':[]}}",
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'delta':'hm'}",
                        "{'type':'response.output_item.added','output_index':1,'item':{'type':'message','content':[]}}",
                        "{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'Hi '}",
                        "{'delta':'you','type':'response.output_text.delta','output_index':1}",
                        "{'type':'response.output_text.done','output_index':1,'text':'Hi you'}",
                        "{'type':'response.output_item.added','output_index':2,'item':{'type':'function_call','name':'f','arguments':''}}",
                        "{'type':'response.function_call_arguments.delta','output_index':2,'delta':'{}'}",
                        "{'type':'response.function_call_arguments.done','output_index':2,'arguments':'{}'}",
                        "{'type':'response.output_item.done','output_index':2,'item':{'type':'function_call','name':'f','arguments':'{}'}}",
                        "{'type':'response.refusal.delta','output_index':3,'delta':'No'}",
                        "{'type':'response.completed','response':{'output':[{'content':[{'text':'Hi you'}]}]}}"))
                .isEqualTo("Hi you\nf {}\nNo");
        assertThat(
                        whole(
                                Endpoint.RESPONSES,
                                "{'output':[{'type':'reasoning','content':[{'text':'hm'}]},{'type':'message','content':[{'type':'output_text',"
                                        + "'text':'Hi'},{'type':'refusal','refusal':'No'}]},{'type':'function_call','name':'f','arguments':'{}'}]}"))
                .isEqualTo("HiNo\nf {}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "7",
                "",
                "{'choices':7,'content':7,'output':7}",
                "{'choices':[[]],'content':[[]],'output':[[]]}",
                "{'choices':[{'delta':7,'message':7,'text':7}],'delta':7,'item':7,'output':[{'content':7,'arguments':7}]}",
                "{'choices':[{'message':{'content':7,'tool_calls':[7,{'function':7},{'function':{'name':7}}]}}]}"
            })
    void anythingElseHasNoText(String json) {
        for (Endpoint endpoint : List.of(Endpoint.CHAT_COMPLETIONS, Endpoint.MESSAGES, Endpoint.RESPONSES)) {
            assertThat(stream(endpoint, json)).isNull();
            assertThat(whole(endpoint, json)).isNull();
        }
    }

    @Test
    void repliesThatAreNoTextAreNotGathered() {
        assertThat(whole(Endpoint.EMBEDDINGS, "{'choices':[{'text':'a'}]}")).isNull();
        ReplyText text = new ReplyText(Endpoint.CHAT_COMPLETIONS, 100);
        text.start(new ReplyHead(200, "audio/mpeg", 5, List.of()));
        text.data("{\"choices\":[{\"text\":\"a\"}]}".getBytes(StandardCharsets.UTF_8));
        assertThat(text.excerpt().pieces()).isEmpty();
    }

    @Test
    void ofALongStreamTheBeginningIsKeptAndNoMoreIsHeld() {
        Talk talk = Talk.chat("{ of: reply, limit: 100 }", "x");
        talk.streams("{'choices':[{'delta':{'content':'" + "a".repeat(90) + " ada@exam'}}]}");
        talk.goesOn("{'choices':[{'delta':{'content':'ple.org and more'}}]}");
        for (int i = 0; i < 200; i++) {
            talk.goesOn("{'choices':[{'delta':{'content':'and more and more'}}]}");
        }

        assertThat(talk.ends().reply()).isEqualTo("a".repeat(90) + " [email][cut]");
    }

    @Test
    void ofALongBodyTheBeginningIsKept() {
        String body = "{'choices':[{'message':{'content':'" + "ab\\u00e4c".repeat(20_000) + "'}}]}";
        for (int i = 0; i < 12; i++) {
            Talk talk = Talk.chat("{ of: reply, limit: 64kB }", "x").answers(" ".repeat(i) + body, 1_000);

            assertThat(talk.reply()).startsWith("abäcabäc").endsWith("[cut]").doesNotContain("\\", "u00");
            assertThat(talk.reply().getBytes(StandardCharsets.UTF_8).length).isBetween(63_990, 64_005);
        }
        Talk endless = Talk.chat("{ of: reply, limit: 100 }", "x")
                .answers("{'choices':[{'message':{'content':'Hi','x':'" + "漢".repeat(100_000) + "'}}]}", 999);
        assertThat(endless.reply()).isEqualTo("Hi[cut]");
    }

    @Test
    void piecesHaveABound() {
        Gathered gathered = new Gathered(10);
        for (int i = 0; i < 100; i++) {
            gathered.add(i, "");
            gathered.add(i, "x");
        }

        assertThat(gathered.pieces()).hasSize(64);
        assertThat(gathered.cut()).isTrue();
        assertThat(gathered.pieces().stream().mapToInt(Piece::keep).sum()).isEqualTo(10);
    }
}
