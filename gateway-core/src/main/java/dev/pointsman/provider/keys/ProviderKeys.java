package dev.pointsman.provider.keys;

import dev.pointsman.provider.ProviderAdapter;

/** The keys of one provider, for all its deployments. */
public final class ProviderKeys {
    private final String provider;
    private final ProviderAdapter adapter;
    private final Rests everywhere;
    private final KeyListener listener;

    public ProviderKeys(String provider, ProviderAdapter adapter, KeyListener listener) {
        this.provider = provider;
        this.adapter = adapter;
        this.everywhere =
                new Rests(adapter instanceof KeyedAdapter keyed ? keyed.keys().size() : 0);
        this.listener = listener;
    }

    /** For the calls to one more deployment. */
    public KeyRing ring() {
        return new KeyRing(provider, adapter, everywhere, listener);
    }
}
