package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignatureTest {
    private static final String STOP =
            "{'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':1}}";
    private static final String THIRD = "gemini-3-flash-preview";
    private static final String FILLER = "skip_thought_signature_validator";

    private static String event(String parts) {
        return "{'candidates':[{'content':{'parts':[" + parts + "]}}],'responseId':'r'}";
    }

    /** Two calls of the assistant, the first with {@code more} beside its function, and their results. */
    private static String history(String more) {
        return "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'','tool_calls':["
                + "{'id':'k1','function':{'name':'a','arguments':'{}'}" + more + "},"
                + "{'id':'k2','function':{'name':'b','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'k1','content':'x'},{'role':'tool','tool_call_id':'k2','content':'y'}]";
    }

    private static JsonNode sent(ProviderAdapter adapter, String model, String fields) {
        return Google.body(adapter.encode(Google.request(fields), Google.model(model)));
    }

    @Test
    void e52_a_signature_goes_back_on_its_call() {
        JsonNode parts = sent(
                        Google.adapter(), THIRD, history(",'extra_content':{'google':{'thought_signature':'c2ln'}}"))
                .at("/contents/1/parts");

        assertThat(parts.at("/0/thoughtSignature").stringValue()).isEqualTo("c2ln");
        assertThat(parts.path(1).has("thoughtSignature")).isFalse();
    }

    @Test
    void e52_a_signature_is_remembered_for_clients_that_drop_it() {
        ProviderAdapter adapter = Google.adapter();
        Google.streamed(
                adapter, Google.HI, event("{'functionCall':{'id':'k1','name':'a'},'thoughtSignature':'a\\/b='}"), STOP);

        assertThat(sent(adapter, THIRD, history(""))
                        .at("/contents/1/parts/0/thoughtSignature")
                        .stringValue())
                .isEqualTo("a/b=");
        assertThat(sent(Google.adapter(), THIRD, history(""))
                        .at("/contents/1/parts/0/thoughtSignature")
                        .stringValue())
                .isEqualTo(FILLER);
    }

    @Test
    void e52_an_id_made_here_finds_its_signature_too() {
        ProviderAdapter adapter = Google.adapter();
        RecordedReply reply = Google.whole(
                adapter,
                Google.HI,
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'a'},'thoughtSignature':'sg'}]},'finishReason':'STOP'}]}");
        String id = ChatView.ofBody(reply.outputText())
                .chunks()
                .get(0)
                .at("/choices/0/message/tool_calls/0/id")
                .stringValue();

        JsonNode parts = sent(adapter, THIRD, history("").replace("k1", id)).at("/contents/1/parts");

        assertThat(parts.at("/0/thoughtSignature").stringValue()).isEqualTo("sg");
        assertThat(parts.at("/0/functionCall/id").stringValue()).isEqualTo(id);
    }

    @Test
    void e52_calls_of_other_models_get_the_documented_stand_in_once_a_step() {
        JsonNode parts = sent(Google.adapter(), THIRD, history("")).at("/contents/1/parts");
        ProviderAdapter without = Google.adapter("{ type: gemini, key: $KEY, signature_filler: false }");

        assertThat(parts.at("/0/thoughtSignature").stringValue()).isEqualTo(FILLER);
        assertThat(parts.path(1).has("thoughtSignature")).isFalse();
        assertThat(sent(without, THIRD, history("")).toString()).doesNotContain("thoughtSignature");
        assertThat(sent(Google.adapter(), "gemini-2.5-flash", history("")).toString())
                .doesNotContain("thoughtSignature");
    }

    @Test
    void e51_e52_a_signature_on_a_thought_belongs_to_the_call_that_follows() {
        RecordedReply reply = Google.streamed(
                Google.HI,
                event("{'text':'hm','thought':true,'thoughtSignature':'sg'}"),
                event("{'functionCall':{'name':'a'}},{'functionCall':{'name':'b'}}"),
                STOP);

        assertThat(reply.text())
                .contains("\"reasoning_content\":\"hm\"")
                .contains(
                        "\"name\":\"a\",\"arguments\":\"\"},\"extra_content\":{\"google\":{\"thought_signature\":\"sg\"}}")
                .containsOnlyOnce("extra_content");
    }

    @Test
    void e51_the_signature_of_a_text_goes_to_and_fro() {
        RecordedReply streamed =
                Google.streamed(Google.HI, event("{'text':'Hi'}"), event("{'text':'','thoughtSignature':'sg'}"), STOP);
        RecordedReply thought = Google.streamed(
                Google.HI, event("{'text':'hm','thought':true,'thoughtSignature':'sg'}"), event("{'text':'Hi'}"), STOP);
        String told = "{\"extra_content\":{\"google\":{\"thought_signature\":\"sg\"}}}";

        assertThat(streamed.text()).contains("\"delta\":" + told);
        assertThat(thought.text()).contains("\"delta\":" + told);
        assertThat(sent(
                                Google.adapter(),
                                THIRD,
                                "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'Hi','reasoning_content':'hm',"
                                        + "'extra_content':{'google':{'thought_signature':'sg'}}},{'role':'user','content':'on'}]")
                        .at("/contents/1/parts"))
                .isEqualTo(Google.json("[{'text':'hm','thought':true},{'text':'Hi','thoughtSignature':'sg'}]"));
        assertThat(sent(
                                Google.adapter(),
                                THIRD,
                                "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'',"
                                        + "'extra_content':{'google':{'thought_signature':'sg'}}},{'role':'user','content':'on'}]")
                        .at("/contents/1/parts"))
                .isEqualTo(Google.json("[{'text':'','thoughtSignature':'sg'}]"));
    }

    @Test
    void vertexIsSentNoIds() {
        JsonNode contents =
                sent(Google.adapter(Google.VERTEX), THIRD, history("")).path("contents");

        assertThat(contents.at("/1/parts/0/functionCall").has("id")).isFalse();
        assertThat(contents.at("/2/parts/0/functionResponse"))
                .isEqualTo(Google.json("{'name':'a','response':{'output':'x'}}"));
    }
}
