package dev.pointsman.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyStoreTest {
    @Test
    void aKeyIsFoundByItsHashOnly() {
        KeyStore keys =
                new KeyStore(List.of(new KeySettings("ci", KeyStore.hash("sk-one"), "platform", Set.of("small"))));

        assertThat(keys.find("sk-one")).isEqualTo(new Principal("ci", "platform", Set.of("small")));
        assertThat(keys.find("sk-two")).isNull();
        assertThat(keys.find("")).isNull();
        assertThat(keys.open()).isFalse();
    }

    @Test
    void hashIsSha256InHex() {
        assertThat(KeyStore.hash("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void withoutKeysTheGatewayIsOpen() {
        assertThat(new KeyStore(List.of()).open()).isTrue();
    }

    @Test
    void anAllowListLetsOnlyItsModelsPass() {
        Principal principal = new Principal("ci", null, Set.of("small"));

        assertThat(principal.mayUse("small")).isTrue();
        assertThat(principal.mayUse("large")).isFalse();
        assertThat(Principal.ANONYMOUS.mayUse("large")).isTrue();
    }
}
