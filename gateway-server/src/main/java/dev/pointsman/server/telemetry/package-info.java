/** What a collector of OpenTelemetry's is sent: traces made of decision records, and the meters, by OTLP over HTTP. */
@org.jspecify.annotations.NullMarked
package dev.pointsman.server.telemetry;
