package dev.pointsman.providers.gemini.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.providers.gemini.Google;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SchemaSubsetTest {
    private static JsonNode subset(String schema) {
        return SchemaSubset.of(Google.json(schema), "tools[0].function.parameters");
    }

    private static JsonNode tidy(String schema) {
        return JsonSchema.tidy(Google.json(schema));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string'} | {'type':'STRING'}",
                "{'type':'OBJECT'} | {'type':'OBJECT'}",
                "{'type':'string','title':'t','description':'d','default':'x','example':'y','pattern':'^a'}"
                        + " | {'type':'STRING','title':'t','description':'d','default':'x','example':'y','pattern':'^a'}",
                "{'type':'string','minLength':1,'maxLength':2} | {'type':'STRING','minLength':1,'maxLength':2}",
                "{'type':'number','minimum':1,'maximum':2.5} | {'type':'NUMBER','minimum':1,'maximum':2.5}",
                "{'type':'object','minProperties':1,'maxProperties':2} | {'type':'OBJECT','minProperties':1,'maxProperties':2}",
                "{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':2}"
                        + " | {'type':'ARRAY','minItems':1,'maxItems':2,'items':{'type':'INTEGER'}}",
                "{'type':'string','nullable':true} | {'type':'STRING','nullable':true}",
                "{'type':'string','enum':['a','b']} | {'type':'STRING','enum':['a','b']}",
                "{'type':'object','properties':{'a':{'type':'boolean'},'b':true},'required':['a'],'propertyOrdering':['b','a']}"
                        + " | {'type':'OBJECT','properties':{'a':{'type':'BOOLEAN'},'b':{'type':'STRING'}},'required':['a'],"
                        + "'propertyOrdering':['b','a']}"
            })
    void e57_keywords_of_the_subset_stay(String given, String expected) {
        assertThat(subset(given)).isEqualTo(Google.json(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'$schema':'https://json-schema.org/draft/2020-12/schema'",
                "'$id':'x'",
                "'$comment':'x'",
                "'additionalProperties':false",
                "'unevaluatedProperties':false",
                "'patternProperties':{'^a':{}}",
                "'propertyNames':{'pattern':'^a'}",
                "'dependentRequired':{'a':['b']}",
                "'if':{'type':'object'}",
                "'then':{'type':'object'}",
                "'else':{'type':'object'}",
                "'not':{'type':'string'}",
                "'examples':[{}]",
                "'exclusiveMinimum':1",
                "'exclusiveMaximum':1",
                "'multipleOf':2",
                "'uniqueItems':true",
                "'contains':{}",
                "'minContains':1",
                "'readOnly':true",
                "'writeOnly':true",
                "'deprecated':true",
                "'contentEncoding':'base64'",
                "'discriminator':{'propertyName':'a'}",
                "'strict':true",
                "'x-own':1"
            })
    void e57_keywords_beyond_the_subset_are_left_out(String keyword) {
        assertThat(subset("{'type':'object','properties':{'a':{'type':'string'," + keyword + "}}," + keyword + "}"))
                .isEqualTo(Google.json("{'type':'OBJECT','properties':{'a':{'type':'STRING'}}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':['string','null']} | {'type':'STRING','nullable':true}",
                "{'type':['string','integer'],'description':'d'}"
                        + " | {'description':'d','anyOf':[{'type':'STRING'},{'type':'INTEGER'}]}",
                "{'type':'null'} | {'type':'STRING','nullable':true}",
                "{'anyOf':[{'type':'string'},{'type':'null'}],'title':'t'} | {'type':'STRING','nullable':true,'title':'t'}",
                "{'anyOf':[{'type':'string'},{'type':'integer'}]} | {'anyOf':[{'type':'STRING'},{'type':'INTEGER'}]}",
                "{'oneOf':[{'type':'string'},{'type':'integer'}]} | {'anyOf':[{'type':'STRING'},{'type':'INTEGER'}]}",
                "{'type':'object','properties':{'a':{'type':'string'}},'anyOf':[{'required':['a']},{'required':['b']}]}"
                        + " | {'type':'OBJECT','properties':{'a':{'type':'STRING'}}}",
                "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},"
                        + "{'properties':{'b':{'type':'integer'}},'required':['b']}]}"
                        + " | {'type':'OBJECT','properties':{'a':{'type':'STRING'},'b':{'type':'INTEGER'}},'required':['a','b']}",
                "{'const':'x'} | {'type':'STRING','enum':['x']}",
                "{'type':'integer','const':5} | {'type':'INTEGER','enum':['5'],'format':'enum'}",
                "{'type':'integer','enum':[1,2]} | {'type':'INTEGER','enum':['1','2'],'format':'enum'}",
                "{'enum':[true,false]} | {'type':'BOOLEAN','enum':['true','false'],'format':'enum'}",
                "{'type':'string','enum':['a',null]} | {'type':'STRING','enum':['a'],'nullable':true}",
                "{'type':'string','format':'date-time'} | {'type':'STRING','format':'date-time'}",
                "{'type':'string','format':'enum'} | {'type':'STRING','format':'enum'}",
                "{'type':'string','format':'uuid'} | {'type':'STRING'}",
                "{'type':'integer','format':'int32'} | {'type':'INTEGER','format':'int32'}",
                "{'type':'array'} | {'type':'ARRAY','items':{'type':'STRING'}}",
                "{'type':'array','prefixItems':[{'type':'string'},{'type':'integer'}]}"
                        + " | {'type':'ARRAY','items':{'anyOf':[{'type':'STRING'},{'type':'INTEGER'}]}}",
                "{'type':'object','properties':{}} | {'type':'OBJECT'}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['a','z']}"
                        + " | {'type':'OBJECT','properties':{'a':{'type':'STRING'}},'required':['a']}",
                "{'properties':{'a':{}}} | {'type':'OBJECT','properties':{'a':{'type':'STRING'}}}",
                "{'items':{'type':'number'}} | {'type':'ARRAY','items':{'type':'NUMBER'}}"
            })
    void e57_what_the_subset_says_otherwise_is_rewritten(String given, String expected) {
        assertThat(subset(given)).isEqualTo(Google.json(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$defs", "definitions"})
    void e57_references_are_written_out_with_what_stands_beside_them(String where) {
        assertThat(subset("{'type':'object','properties':{'a':{'$ref':'#/" + where + "/P','description':'mine'},"
                        + "'b':{'allOf':[{'$ref':'#/" + where + "/P'}]}},'" + where + "':{'P':{'type':'object',"
                        + "'description':'its','properties':{'x':{'$ref':'#/" + where
                        + "/N'}}},'N':{'type':'number'}}}"))
                .isEqualTo(Google.json(
                        "{'type':'OBJECT','properties':{'a':{'type':'OBJECT','description':'mine','properties':"
                                + "{'x':{'type':'NUMBER'}}},'b':{'type':'OBJECT','description':'its','properties':"
                                + "{'x':{'type':'NUMBER'}}}}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'#/$defs/T','$defs':{'T':{'type':'object','properties':{'c':{'type':'array','items':{'$ref':'#/$defs/T'}}}}}}",
                "{'type':'object','properties':{'me':{'$ref':'#'}}}",
                "{'$ref':'#/$defs/T','$defs':{'T':{'allOf':[{'$ref':'#/$defs/T'}]}}}",
                "{'$ref':'#/$defs/None'}",
                "{'$ref':'https://example.com/schema'}"
            })
    void e57_a_schema_that_cannot_be_written_out_is_refused(String schema) {
        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> subset(schema));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("tools[0].function.parameters");
    }

    @Test
    void aSchemaThatGrowsWithoutMeasureIsRefused() {
        StringBuilder defs = new StringBuilder("'D30':{'type':'string'}");
        for (int i = 0; i < 30; i++) {
            String next = "{'$ref':'#/$defs/D" + (i + 1) + "'}";
            defs.append(",'D")
                    .append(i)
                    .append("':{'type':'object','properties':{'a':")
                    .append(next);
            defs.append(",'b':").append(next).append("}}");
        }

        GatewayException refused = catchThrowableOfType(
                GatewayException.class, () -> subset("{'$ref':'#/$defs/D0','$defs':{" + defs + "}}"));

        assertThat(refused).hasMessageContaining("too large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'$schema':'x','$id':'i','type':'object'} | {'type':'object'}",
                "{'type':'object','additionalProperties':false} | {'type':'object','additionalProperties':false}",
                "{'type':['string','null']} | {'type':['string','null']}",
                "{'const':'a'} | {'enum':['a']}",
                "{'type':'integer','exclusiveMinimum':0,'minimum':1} | {'type':'integer','minimum':1}",
                "{'$ref':'#/$defs/P','description':'d','title':'t','type':'object','$defs':{'P':{'const':1}}}"
                        + " | {'$ref':'#/$defs/P','description':'d','$defs':{'P':{'enum':[1]}}}",
                "{'properties':{'const':{'examples':[1],'type':'string'}}} | {'properties':{'const':{'type':'string'}}}",
                "{'anyOf':[{'const':1},{'type':'array','items':{'const':2}}]}"
                        + " | {'anyOf':[{'enum':[1]},{'type':'array','items':{'enum':[2]}}]}"
            })
    void e57_later_models_take_json_schema_but_for_a_few_keywords(String given, String expected) {
        assertThat(tidy(given)).isEqualTo(Google.json(expected));
    }
}
