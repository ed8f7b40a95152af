package dev.pointsman.access.managed;

import java.io.IOException;
import java.util.List;

/** Where managed keys outlive the gateway. One caller at a time, which may block. */
public interface KeyVault {
    /** All keys, in the order in which they were made; none where none were ever kept. */
    List<ManagedKey> load() throws IOException;

    /** Puts these in the place of all before: when it returns they are kept, when it fails those before are. */
    void save(List<ManagedKey> keys) throws IOException;
}
