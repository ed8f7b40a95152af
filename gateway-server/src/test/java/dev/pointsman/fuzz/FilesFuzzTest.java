package dev.pointsman.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pointsman.config.ConfigException;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.task.TaskFile;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/** Files that operators give: a policy, what a training wrote. Each is taken or refused with its reason, and nothing else. */
class FilesFuzzTest {
    private static final PolicyLoader LOADER =
            new PolicyLoader(name -> null, ServiceLoader.load(ProviderFactory.class), List.of());
    private static final byte[] ROUTER = {'P', 'M', 'R', 'T', 0, 0, 0, 1};

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void policy(byte[] data) {
        try {
            Policy policy = LOADER.load("policy.yaml", new String(data, StandardCharsets.UTF_8));
            assertThat(policy.catalog()).isNotNull();
        } catch (ConfigException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /** The bytes between the head of a file and its digest, which fits. */
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void router(byte[] data) {
        byte[] file = Arrays.copyOf(ROUTER, ROUTER.length + data.length);
        System.arraycopy(data, 0, file, ROUTER.length, data.length);
        LearnedRouter router;
        try {
            router = RouterFile.read(digested(file));
        } catch (RefusedFile refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(router.estimate("how many models?")).hasSize(router.models().size());
        assertThat(router.costs("how many models?")).hasSize(router.models().size());
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void tasks(byte[] data) {
        try {
            assertThat(TaskFile.read(digested(data))).isNotNull();
        } catch (TaskFile.Refused refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static byte[] digested(byte[] file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
            return ByteBuffer.allocate(file.length + digest.length)
                    .put(file)
                    .put(digest)
                    .array();
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
