package dev.pointsman.cli.setup;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.pointsman.policy.ListenAddress;
import dev.pointsman.policy.Policy;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a policy needs of this machine: descriptors, memory, ports, folders, other servers. */
final class Machine {
    private static final long MEGABYTE = 1_000_000;
    private static final long LITTLE_DISK = 1_000 * MEGABYTE;
    private static final long LITTLE_HEAP = 100 * MEGABYTE;
    private static final int OWN_DESCRIPTORS = 200;
    private static final int CONNECT_MILLIS = 2_000;

    private final Policy policy;
    private final List<Finding> found = new ArrayList<>();

    private Machine(Policy policy) {
        this.policy = policy;
    }

    static List<Finding> of(Policy policy) {
        Machine machine = new Machine(policy);
        machine.program();
        machine.descriptors();
        machine.port("server.listen", policy.server().listen());
        ListenAddress admin = policy.server().admin();
        if (admin != null) {
            machine.port("server.admin", admin);
        }
        machine.folder("storage.ledger", parent(policy.storage().ledger().file()));
        machine.folder("storage.history", policy.storage().history());
        machine.servers();
        return machine.found;
    }

    private void program() {
        long heap = Runtime.getRuntime().maxMemory();
        String told = "Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
                + " processors, heap "
                + heap / MEGABYTE + " MB, " + (Epoll.isAvailable() ? "epoll" : "no epoll: the JDK's own sockets") + ", "
                + (OpenSsl.isAvailable() ? "BoringSSL" : "no BoringSSL: the JDK's own TLS");
        found.add(
                heap < LITTLE_HEAP
                        ? Finding.warning("program", told + "; less than 100 MB of heap is little (-Xmx256m)")
                        : Finding.good("program", told));
    }

    /** A connection of a client and one to a provider for each request. */
    private void descriptors() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return;
        }
        long most = system.getMaxFileDescriptorCount();
        long wanted = 2L * policy.server().maxConnections() + OWN_DESCRIPTORS;
        String told = most + " file descriptors for server.max_connections "
                + policy.server().maxConnections();
        found.add(
                most < wanted
                        ? Finding.warning(
                                "limits", told + ": raise the limit (ulimit -n " + wanted + ") or lower the setting")
                        : Finding.good("limits", told));
    }

    private void port(String what, ListenAddress address) {
        if (address.port() == 0) {
            found.add(Finding.good(what, "the system chooses a port"));
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address.host(), address.port()));
            found.add(Finding.good(what, address + " is free"));
        } catch (IOException taken) {
            found.add(Finding.warning(
                    what,
                    address + " cannot be bound (" + taken.getMessage()
                            + "): a gateway that runs already, or another program"));
        }
    }

    private static @Nullable Path parent(Path file) {
        return file.toString().isEmpty() ? null : file.toAbsolutePath().getParent();
    }

    private void folder(String what, @Nullable Path folder) {
        if (folder == null) {
            return;
        }
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isWritable(there)) {
            found.add(Finding.bad(what, folder + " cannot be written by this user"));
            return;
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String told = folder + " can be written, " + free / MEGABYTE + " MB are free";
            found.add(free < LITTLE_DISK ? Finding.warning(what, told + ": make room") : Finding.good(what, told));
        } catch (IOException unknown) {
            found.add(Finding.warning(what, folder + ": " + unknown.getMessage()));
        }
    }

    private void servers() {
        if (policy.storage().shared() != null) {
            reach(
                    "storage.shared",
                    policy.storage().shared().host(),
                    policy.storage().shared().port());
        }
        if (policy.storage().ledger().database() != null) {
            for (String host : policy.storage().ledger().database().hosts().split(",", -1)) {
                ListenAddress at = address(host);
                reach("storage.ledger", at.host(), at.port());
            }
        }
    }

    private static ListenAddress address(String host) {
        int colon = host.lastIndexOf(':');
        boolean named = colon > host.lastIndexOf(']');
        return new ListenAddress(
                named ? host.substring(0, colon) : host, named ? Integer.parseInt(host.substring(colon + 1)) : 5432);
    }

    private void reach(String what, String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            found.add(Finding.good(what, host + ":" + port + " takes connections"));
        } catch (IOException away) {
            found.add(Finding.bad(what, host + ":" + port + " cannot be reached (" + away.getMessage() + ")"));
        }
    }
}
