package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScanTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void aPlainChatGivesItsFacts() {
        RequestFacts facts = chat("{\"model\":\"swift\"," + MESSAGES + "}").facts();

        assertThat(facts)
                .isEqualTo(new RequestFacts(
                        "swift", false, false, -1, 1, false, false, false, false, false, false, false, 1, 2, null,
                        Map.of()));
    }

    @Test
    void everyFactIsFound() {
        RequestFacts facts = chat("""
                        {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":7,"n":3,"user":"u",
                         "tools":[{"type":"function"}],"parallel_tool_calls":true,"logprobs":true,"modalities":["text","audio"],
                         "response_format":{"type":"json_schema","json_schema":{"type":"x"}},"metadata":{"team":"a","tier":"b"},
                         "messages":[{"role":"system","content":"abc"},
                           {"role":"user","content":[{"type":"text","text":"de"},{"type":"image_url","image_url":{"url":"x"}},
                             {"type":"file","file":{"file_id":"f"}},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}]}
                        """).facts();

        assertThat(facts)
                .isEqualTo(new RequestFacts(
                        "m",
                        true,
                        true,
                        7,
                        3,
                        true,
                        true,
                        true,
                        true,
                        true,
                        true,
                        true,
                        2,
                        5,
                        "u",
                        Map.of("team", "a", "tier", "b")));
    }

    @Test
    void aMessagesRequestGivesItsFacts() {
        RequestFacts facts = scan(Endpoint.MESSAGES, """
                        {"model":"m","max_tokens":5,"stream":true,"system":"abc","metadata":{"user_id":"u","odd":null},
                         "tools":[{"name":"f","input_schema":{}}],
                         "output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},
                         "messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"x"}},
                             {"type":"document","source":{"type":"url","url":"x"}},{"type":"text","text":"de"}]},
                           {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},
                           {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"four"}]}]}
                        """).facts();

        assertThat(facts)
                .isEqualTo(new RequestFacts(
                        "m", true, false, 5, 1, true, false, true, true, false, true, false, 3, 16, "u", Map.of()));
    }

    @Test
    void aResponsesRequestGivesItsFacts() {
        RequestFacts facts = scan(Endpoint.RESPONSES, """
                        {"model":"m","max_output_tokens":5,"instructions":"abc","user":"u","metadata":{"a":"b"},
                         "text":{"format":{"type":"json_schema","name":"n","schema":{}}},"include":["message.output_text.logprobs"],
                         "input":[{"role":"user","content":[{"type":"input_text","text":"de"},{"type":"input_image","image_url":"x"},
                             {"type":"input_file","file_id":"f"}]},
                           {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
                           {"type":"function_call_output","call_id":"c","output":"four"}]}
                        """).facts();

        assertThat(facts)
                .isEqualTo(new RequestFacts(
                        "m",
                        false,
                        false,
                        5,
                        1,
                        false,
                        false,
                        true,
                        true,
                        false,
                        true,
                        true,
                        3,
                        11,
                        "u",
                        Map.of("a", "b")));
    }

    @Test
    void whatAResponsesRequestWorksOnMayBeKeptElsewhere() {
        assertThat(scan(Endpoint.RESPONSES, "{\"model\":\"m\",\"previous_response_id\":\"resp_1\"}")
                        .facts()
                        .turns())
                .isZero();
        assertThat(catchThrowableOfType(GatewayException.class, () -> scan(Endpoint.RESPONSES, "{\"model\":\"m\"}"))
                        .param())
                .isEqualTo("input");
        assertThat(catchThrowableOfType(
                                GatewayException.class,
                                () -> scan(Endpoint.MESSAGES, "{\"model\":\"m\"," + MESSAGES + "}"))
                        .param())
                .isEqualTo("max_tokens");
    }

    @Test
    void theNewerNameOfTheTokenLimitCounts() {
        assertThat(chat("{\"model\":\"m\",\"max_completion_tokens\":9,\"max_tokens\":5," + MESSAGES + "}")
                        .facts()
                        .maxOutputTokens())
                .isEqualTo(9);
    }

    @Test
    void nullCountsAsAbsent() {
        RequestFacts facts =
                chat("{\"model\":\"m\",\"stream\":null,\"stream_options\":null,\"n\":null,\"max_tokens\":null,\"user\":null,"
                                + "\"tools\":null,\"metadata\":null," + MESSAGES + "}")
                        .facts();

        assertThat(facts.stream()).isFalse();
        assertThat(facts.choices()).isOne();
        assertThat(facts.maxOutputTokens()).isEqualTo(-1);
        assertThat(facts.user()).isNull();
    }

    @Test
    void theRangesOfTheFieldsAreExact() {
        String body = " { \"x\\u0041\" : [1, 2] ,\"model\":\"m\"," + MESSAGES + " } ";

        JsonFields fields = chat(body).fields();

        assertThat(fields.count()).isEqualTo(3);
        assertThat(fields.name(0)).isEqualTo("xA");
        assertThat(body.substring(fields.nameStart(0), fields.end(0))).isEqualTo("\"x\\u0041\" : [1, 2]");
        assertThat(body.substring(fields.start(1), fields.end(1))).isEqualTo("\"m\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{MSG}'|model|missing_required_parameter",
                "'{\"model\":null,MSG}'|model|missing_required_parameter",
                "'{\"model\":1,MSG}'|model|invalid_type",
                "'{\"model\":\"\",MSG}'|model|invalid_value",
                "'{\"model\":\"a\",\"model\":\"b\",MSG}'|model|invalid_value",
                "'{\"model\":\"a\",\"mod\\u0065l\":\"b\",MSG}'|model|invalid_value",
                "'{\"x\":1,\"y\":1,\"x\":1,\"model\":\"m\",MSG}'|x|invalid_value",
                "'{\"model\":\"m\"}'|messages|missing_required_parameter",
                "'{\"model\":\"m\",\"messages\":\"hi\"}'|messages|invalid_type",
                "'{\"model\":\"m\",\"messages\":[]}'|messages|empty_array",
                "'{\"model\":\"m\",\"messages\":[1]}'|messages[0]|invalid_type",
                "'{\"model\":\"m\",\"messages\":[{\"content\":\"x\"}]}'|messages[0].role|missing_required_parameter",
                "'{\"model\":\"m\",\"messages\":[{\"role\":1}]}'|messages[0].role|invalid_type",
                "'{\"model\":\"m\",\"stream\":\"yes\",MSG}'|stream|invalid_type",
                "'{\"model\":\"m\",\"stream_options\":{},MSG}'|stream_options|invalid_value",
                "'{\"model\":\"m\",\"stream\":true,\"stream_options\":1,MSG}'|stream_options|invalid_type",
                "'{\"model\":\"m\",\"n\":0,MSG}'|n|integer_below_min_value",
                "'{\"model\":\"m\",\"n\":1.5,MSG}'|n|invalid_type",
                "'{\"model\":\"m\",\"max_tokens\":15e-1,MSG}'|max_tokens|invalid_type",
                "'{\"model\":\"m\",\"n\":129,MSG}'|n|integer_above_max_value",
                "'{\"model\":\"m\",\"n\":\"2\",MSG}'|n|invalid_type",
                "'{\"model\":\"m\",\"max_tokens\":0,MSG}'|max_tokens|integer_below_min_value",
                "'{\"model\":\"m\",\"tools\":{},MSG}'|tools|invalid_type",
                "'{\"model\":\"m\",\"user\":5,MSG}'|user|invalid_type",
                "'{\"model\":\"m\",\"metadata\":[],MSG}'|metadata|invalid_type",
                "'{\"model\":\"m\",\"metadata\":{\"a\":1},MSG}'|metadata.a|invalid_type",
            })
    void aWrongFieldIsNamedAsOpenAiNamesIt(String body, String param, String code) {
        GatewayException refused = refusal(Endpoint.CHAT_COMPLETIONS, utf8(body.replace("MSG", MESSAGES)));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo(param);
        assertThat(refused.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{}x",
                "{} {}",
                "{\"a\":}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{a:1}",
                "\"",
                "nul",
                "\uFEFF{}"
            })
    void whatIsNotOneObjectIsRefused(String body) {
        assertThat(refusal(Endpoint.CHAT_COMPLETIONS, utf8(body)).kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
    }

    @Test
    void nestingBeyondTheLimitIsRefused() {
        String deep = "{\"x\":" + "[".repeat(500) + "]".repeat(500) + ",\"model\":\"m\"," + MESSAGES + "}";
        String allowed = "{\"x\":" + "[".repeat(499) + "]".repeat(499) + ",\"model\":\"m\"," + MESSAGES + "}";

        assertThat(refusal(Endpoint.CHAT_COMPLETIONS, utf8(deep))).hasMessageContaining("nesting");
        assertThat(chat(allowed).facts().model()).isEqualTo("m");
    }

    @Test
    void badUtf8InAStringNobodyReadsIsRefused() {
        int[][] bad = {{0xc0, 0xaf}, {0xed, 0xa0, 0x80}, {0xe2, 0x82}, {0xf5, 0x80, 0x80, 0x80}, {0x80}, {0xff}};
        for (int[] sequence : bad) {
            StringBuilder body = new StringBuilder("{\"x\":\"");
            for (int b : sequence) {
                body.append((char) b);
            }
            body.append("\",\"model\":\"m\",").append(MESSAGES).append('}');

            GatewayException refused =
                    refusal(Endpoint.CHAT_COMPLETIONS, body.toString().getBytes(StandardCharsets.ISO_8859_1));

            assertThat(refused).hasMessageContaining("UTF-8");
        }
    }

    @Test
    void completionsAndEmbeddingsTakeStringsAndTokens() {
        assertThat(scan(Endpoint.COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"abc\"}")
                        .facts()
                        .textBytes())
                .isEqualTo(3);
        assertThat(scan(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"ab\",\"c\"]}")
                        .facts()
                        .textBytes())
                .isEqualTo(3);
        assertThat(scan(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":[[1,2],[3]]}")
                        .facts()
                        .textBytes())
                .isEqualTo(12);
        assertThat(refusal(Endpoint.EMBEDDINGS, utf8("{\"model\":\"m\",\"input\":[]}"))
                        .code())
                .isEqualTo("empty_array");
        assertThat(refusal(Endpoint.EMBEDDINGS, utf8("{\"model\":\"m\",\"input\":{}}"))
                        .param())
                .isEqualTo("input");
        assertThat(refusal(Endpoint.SPEECH, utf8("{\"model\":\"m\",\"input\":[\"a\"]}"))
                        .param())
                .isEqualTo("input");
    }

    @Test
    void theTextOfARerankIsItsQueryAndItsDocuments() {
        RequestFacts facts = scan(
                        Endpoint.RERANK,
                        "{\"model\":\"m\",\"query\":\"ab\",\"documents\":[\"cde\",{\"text\":\"f\",\"id\":\"none\"}]}")
                .facts();

        assertThat(facts.textBytes()).isEqualTo(6);
        assertThat(facts.turns()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'query':'a','documents':['b']} | missing_required_parameter | model",
                "{'model':'m','documents':['b']} | missing_required_parameter | query",
                "{'model':'m','query':'a'} | missing_required_parameter | documents",
                "{'model':'m','query':'a','documents':null} | missing_required_parameter | documents",
                "{'model':'m','query':['a'],'documents':['b']} | invalid_type | query",
                "{'model':'m','query':'a','documents':'b'} | invalid_type | documents",
                "{'model':'m','query':'a','documents':[]} | empty_array | documents",
                "{'model':'m','query':'a','documents':['b',7]} | invalid_type | documents[1]",
            })
    void aRerankIsRefusedAtItsPlace(String body, String code, String param) {
        GatewayException refused = refusal(Endpoint.RERANK, utf8(body.replace('\'', '"')));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.param()).isEqualTo(param);
    }

    @Test
    void endpointsWithADefaultModelMayNameNone() {
        assertThat(scan(Endpoint.MODERATIONS, "{\"input\":\"x\"}").facts().model())
                .isEmpty();
        assertThat(scan(Endpoint.IMAGE_GENERATIONS, "{\"prompt\":\"x\"}")
                        .facts()
                        .model())
                .isEmpty();
    }

    private static RequestScan chat(String body) {
        return scan(Endpoint.CHAT_COMPLETIONS, body);
    }

    private static RequestScan scan(Endpoint endpoint, String body) {
        return RequestScan.json(endpoint, utf8(body));
    }

    private static GatewayException refusal(Endpoint endpoint, byte[] body) {
        return catchThrowableOfType(GatewayException.class, () -> RequestScan.json(endpoint, body));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
