package dev.pointsman.server;

import dev.pointsman.ledger.spool.SpooledLedger;
import dev.pointsman.telemetry.GatewayMetrics;

/** Meters of the ledger's way from the spool to the store. */
final class LedgerMeters {
    private LedgerMeters() {}

    static void register(GatewayMetrics metrics, SpooledLedger ledger) {
        metrics.watch("pointsman.ledger.queued", "Decision records in the spool", ledger::waiting);
        metrics.count("pointsman.ledger.written", "Decision records that the store has", ledger::kept);
        metrics.count(
                "pointsman.ledger.write.seconds",
                "Time that writing to the store took",
                () -> ledger.writeNanos() / 1e9);
        metrics.count("pointsman.ledger.write.failures", "Writes to the store that failed", ledger::failures);
        metrics.watch("pointsman.ledger.bytes", "Bytes of the store", ledger::storeBytes);
        metrics.watch("pointsman.ledger.spool.bytes", "Bytes of the spool's files", ledger::spoolBytes);
    }
}
